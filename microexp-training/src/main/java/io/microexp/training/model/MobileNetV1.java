package io.microexp.training.model;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.model.Preprocessing;
import io.microexp.training.nn.ChannelsLast;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.GlobalAveragePool;
import io.microexp.training.nn.HalfTurn;
import io.microexp.training.nn.Nonlinearity;
import io.microexp.training.nn.Shift;
import io.microexp.training.nn.Upsample;
import java.util.Iterator;

/**
 * MobileNetV1 (Howard et al. 2017, table 1) on one grey channel, enlarged to twice its sides: a teacher for weights
 * that were trained on larger photographs. (N, 1, 48, 48), normalised float32, to logits (N, classes); 3,213,575
 * parameters for seven classes.
 *
 * <p>The published weights come from TensorFlow, which pads a map of even sides that is halved at the bottom and the
 * right alone. The network sees the face upside down and left to right, with kernels turned likewise: then that is the
 * padding at the top and the left, which is what the symmetric padding of this library comes to. After the enlargement
 * the sides must be multiples of 32.
 *
 * <p>Black is 0 at the first layer, because TensorFlow pads with black.
 *
 * <p>Thread safety: as any DJL block.
 */
public final class MobileNetV1 {
    /** Channels of the last maps. */
    public static final int CHANNELS = 1024;

    private static final int ENLARGEMENT = 2;
    private static final int STEM = 32;
    private static final int[] WIDTHS = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, CHANNELS, CHANNELS};
    private static final int TOTAL_STRIDE = 32;

    private MobileNetV1() {}

    /**
     * Builds the network at any strides; weights fit all of them.
     *
     * @param classes outputs
     * @param input what was done to faces; each side a multiple of 16
     * @param strides of the first layer, then of the four blocks that double the width
     * @param dropout probability of dropping a pooled channel in training
     * @throws IllegalArgumentException if a side is no multiple of 16
     */
    public static SequentialBlock build(int classes, Preprocessing input, Strides strides, float dropout) {
        requireMultiple(input.width());
        requireMultiple(input.height());
        Iterator<Integer> halvings = strides.values().iterator();
        SequentialBlock network = new SequentialBlock()
                .add(new Shift(input.mean() / input.std()))
                .add(new HalfTurn())
                .add(new Upsample(ENLARGEMENT))
                .add(new ChannelsLast())
                .add(new ConvNorm(STEM, 3, halvings.next(), 1, Nonlinearity.RELU6));
        int channels = STEM;
        for (int i = 0; i < WIDTHS.length; i++) {
            // the strides are where the width doubles, but for the first block
            int stride = i > 0 && WIDTHS[i] != channels ? halvings.next() : 1;
            network.add(new ConvNorm(channels, 3, stride, channels, Nonlinearity.RELU6));
            network.add(new ConvNorm(WIDTHS[i], 1, 1, 1, Nonlinearity.RELU6));
            channels = WIDTHS[i];
        }
        return network.add(new GlobalAveragePool())
                .add(Dropout.builder().optRate(dropout).build())
                .add(Linear.builder().setUnits(classes).build());
    }

    private static void requireMultiple(int side) {
        if (side * ENLARGEMENT % TOTAL_STRIDE != 0) {
            throw new IllegalArgumentException("MobileNetV1: expected an input side that is a multiple of "
                    + TOTAL_STRIDE / ENLARGEMENT + ", found " + side);
        }
    }
}
