package io.microexp.training.nn;

import ai.djl.nn.SequentialBlock;
import io.microexp.training.nn.activation.Nonlinearity;
import java.util.Optional;

/**
 * A depthwise convolution (one KxK filter per channel), optionally squeeze-excite, and a linear pointwise (1x1)
 * convolution. It costs (C_out + K²) / (C_out · K²) of the multiply-adds of the dense convolution (paper, section
 * III.B, where "C_out + K²" is a misprint).
 *
 * <ul>
 *   <li>input (N, C, H, W)
 *   <li>weights (C, 1, K, K) and (filters, C, 1, 1), each with batch-norm
 *   <li>output (N, filters, H / stride, W / stride)
 * </ul>
 */
public final class DepthwiseSeparableConv extends SequentialBlock {
    /**
     * Creates a block.
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
