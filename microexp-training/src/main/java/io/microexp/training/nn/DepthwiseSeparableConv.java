package io.microexp.training.nn;

import ai.djl.nn.SequentialBlock;
import java.util.Optional;

/**
 * A depthwise convolution (one KxK filter a channel), optionally squeeze-excite, and a linear pointwise (1x1)
 * convolution: C_out·K²/(C_out + K²) times cheaper than the dense one (paper, section III.B, whose "C_out + K²" is a
 * misprint). (N, C, H, W) to (N, filters, H / stride, W / stride).
 *
 * <p>Thread safety: as any DJL block.
 */
public final class DepthwiseSeparableConv extends SequentialBlock {
    /**
     * A block.
     *
     * @param channels C
     * @param filters output channels
     * @param kernel K, odd
     * @param stride of the depthwise convolution
     * @param attention between the two, if any
     * @param activation after the depthwise convolution
     */
    public DepthwiseSeparableConv(
            int channels,
            int filters,
            int kernel,
            int stride,
            Optional<SqueezeExcite> attention,
            Nonlinearity activation) {
        add(new ConvNorm(channels, kernel, stride, channels, activation));
        attention.ifPresent(this::add);
        add(new ConvNorm(filters, 1, 1, 1));
    }
}
