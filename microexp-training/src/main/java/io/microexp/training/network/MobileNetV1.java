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
 * MobileNetV1 (Howard et al. 2017, table 1) on one gray channel. The face is enlarged first, since the weights for this
 * teacher were trained on larger photographs. (N, 1, 48, 48), normalized float32, to logits (N, classes); 3,213,575
 * parameters for seven classes.
 *
 * <p>The published weights come from TensorFlow. Where a map of even sides is halved, TensorFlow pads only the bottom
 * and the right; the symmetric padding of this library acts on the top and the left only. The network therefore sees
 * the face rotated by 180 degrees, with kernels rotated likewise, and both paddings agree. Maps of odd sides are padded
 * the same way by both.
 *
 * <p>Black is 0 at the first layer, as in TensorFlow's padding.
 */
public final class MobileNetV1 {
    /** Channels of the last maps. */
    public static final int CHANNELS = 1024;

    /** The default: 96x96 of 48x48, the cheapest. The weights were trained on 224x224. */
    public static final int ENLARGEMENT = 2;

    /** The largest accepted. It already exceeds the photographs that the weights were trained on. */
    public static final int MAX_ENLARGEMENT = 8;

    private static final int STEM = 32;
    private static final int[] WIDTHS = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, CHANNELS, CHANNELS};

    private MobileNetV1() {}

    /**
     * Builds the network at any strides; weights fit all of them.
     *
     * @param classes outputs
     * @param input the preprocessing of faces, of any size
     * @param strides of the first layer, then of the four blocks that double the width
     * @param enlargement the factor by which a face's sides are enlarged first, at least 1
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
