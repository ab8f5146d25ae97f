package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.Residual;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.ChannelsLast;
import io.microexp.training.nn.functional.GlobalAveragePool;
import io.microexp.training.nn.functional.MaxPool;
import java.util.List;

/**
 * ResNet-50 (He et al. 2016, table 1): the paper's teacher. (N, C, H, W), normalized float32, to logits (N, classes); C
 * is what the block is initialized with. 25,557,032 parameters for three channels and 1,000 classes, 23,516,103 for one
 * channel and seven.
 *
 * <p>Stride 2 is at the 3x3 convolution of a stage's first block, as in today's libraries ("v1.5"); the article has it
 * at the 1x1 convolution before. Weights fit every stem stride, with or without pooling. At 48x48 the literal stem
 * (stride 2, pooled) leads to 2x2 final maps. Stride 1 with pooling and stride 2 without lead to 3x3, stride 1 without
 * pooling to 6x6.
 */
public final class ResNet50 {
    /** Channels of the last maps. */
    public static final int CHANNELS = 2048;

    private static final int STEM = 64;
    private static final int STEM_KERNEL = 7;
    private static final int[] WIDTHS = {64, 128, 256, 512};
    private static final int[] BLOCKS = {3, 4, 6, 3};
    private static final int EXPANSION = 4;

    private ResNet50() {}

    /**
     * Builds the network.
     *
     * @param classes outputs
     * @param stemStride of the first convolution, 1 or 2
     * @param stemPool whether 3x3 windows of stride 2 are pooled after it
     * @param dropout probability of dropping a pooled channel in training
     */
    public static SequentialBlock build(int classes, int stemStride, boolean stemPool, float dropout) {
        return build(classes, Strides.of(stemStride, stemPool ? 2 : 1, 2, 2, 2), dropout);
    }

    /**
     * Builds the network at any strides; weights fit all of them.
     *
     * @param classes outputs
     * @param strides of the first convolution, of the pooling (1 for none), and of the second to fourth stage
     * @param dropout probability of dropping a pooled channel in training
     */
    public static SequentialBlock build(int classes, Strides strides, float dropout) {
        List<Integer> s = strides.values();
        SequentialBlock network = new SequentialBlock()
                .add(new ChannelsLast())
                .add(new ConvNorm(STEM, STEM_KERNEL, s.get(0), 1, Nonlinearity.RELU));
        if (s.get(1) == 2) {
            network.add(new MaxPool(3, 2, 1));
        }
        int channels = STEM;
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            for (int i = 0; i < BLOCKS[stage]; i++) {
                network.add(bottleneck(channels, WIDTHS[stage], stage > 0 && i == 0 ? s.get(stage + 1) : 1));
                channels = WIDTHS[stage] * EXPANSION;
            }
        }
        return network.add(new GlobalAveragePool())
                .add(Dropout.builder().optRate(dropout).build())
                .add(Linear.builder().setUnits(classes).build());
    }

    private static Residual bottleneck(int channels, int width, int stride) {
        int filters = width * EXPANSION;
        SequentialBlock body = new SequentialBlock()
                .add(new ConvNorm(width, 1, 1, 1, Nonlinearity.RELU))
                .add(new ConvNorm(width, 3, stride, 1, Nonlinearity.RELU))
                .add(new ConvNorm(filters, 1, 1, 1));
        SequentialBlock shortcut = new SequentialBlock();
        if (channels != filters) {
            shortcut.add(new ConvNorm(filters, 1, stride, 1));
        }
        return new Residual(body, shortcut);
    }
}
