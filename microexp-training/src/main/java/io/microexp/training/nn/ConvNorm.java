package io.microexp.training.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;

/**
 * A convolution without bias, batch-norm, and an activation: (N, C, H, W) to (N, filters, H / stride, W / stride),
 * padded to keep the size at stride 1.
 *
 * <p>Thread safety: as any DJL block.
 */
public final class ConvNorm extends SequentialBlock {
    /** With an activation. */
    public ConvNorm(int filters, int kernel, int stride, int groups, Nonlinearity activation) {
        this(filters, kernel, stride, groups);
        add(activation.block());
    }

    /** Without an activation: a linear bottleneck. */
    public ConvNorm(int filters, int kernel, int stride, int groups) {
        add(Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optGroups(groups)
                .optBias(false)
                .build());
        add(BatchNorm.builder().build());
    }
}
