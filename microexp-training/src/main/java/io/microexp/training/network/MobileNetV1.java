package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.model.Preprocessing;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.ChannelsLast;
import io.microexp.training.nn.functional.GlobalAveragePool;
import io.microexp.training.nn.functional.HalfTurn;
import io.microexp.training.nn.functional.Shift;
import io.microexp.training.nn.functional.Upsample;
import java.util.Iterator;

/**
 * MobileNetV1 (Howard et al. 2017, table 1) on one gray channel, enlarged to several times its sides: a teacher for
 * weights that were trained on larger photographs. (N, 1, 48, 48), normalized float32, to logits (N, classes); 3,213,575
 * parameters for seven classes.
 *
 * <p>The published weights come from TensorFlow, which pads a map of even sides that is halved at the bottom and the
 * right alone. The network sees the face upside down and left to right, with kernels turned likewise: then that is the
 * padding at the top and the left, which is what the symmetric padding of this library comes to. Maps of odd sides
 * are padded alike by both.
 *
 * <p>Black is 0 at the first layer, because TensorFlow pads with black.
 */
public final class MobileNetV1 {
    /** Channels of the last maps. */
    public static final int CHANNELS = 1024;

    /** The default: 96x96 of 48x48, the cheapest. The weights were trained on 224x224. */
    public static final int ENLARGEMENT = 2;

    /** The largest accepted: beyond the photographs that the weights were trained on. */
    public static final int MAX_ENLARGEMENT = 8;

    private static final int STEM = 32;
    private static final int[] WIDTHS = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, CHANNELS, CHANNELS};

    private MobileNetV1() {}

    /**
     * Builds the network at any strides; weights fit all of them.
     *
     * @param classes outputs
     * @param input what was done to faces; of any sides
     * @param strides of the first layer, then of the four blocks that double the width
     * @param enlargement how many times its sides a face is enlarged first, at least 1
     * @param dropout probability of dropping a pooled channel in training
     */
    public static SequentialBlock build(
            int classes, Preprocessing input, Strides strides, int enlargement, float dropout) {
        Iterator<Integer> halvings = strides.values().iterator();
        SequentialBlock network = new SequentialBlock()
                .add(new Shift(input.mean() / input.std()))
                .add(new HalfTurn())
                .add(new Upsample(enlargement))
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
}
