package io.microexp.training.nn.functional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;

/**
 * The maximum of each window: (N, C, H, W) to (N, C, H', W') with H' = (H + 2 · padding - kernel) / stride + 1,
 * rounded down. What is padded is never the maximum.
 */
public final class MaxPool extends Leaf {
    private final int kernel;
    private final int stride;
    private final int padding;

    /** Creates a block of square windows. */
    public MaxPool(int kernel, int stride, int padding) {
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
    }

    /** Returns the side of a window. */
    public int kernel() {
        return kernel;
    }

    /** Returns the distance of two windows. */
    public int stride() {
        return stride;
    }

    /** Rows and columns added on each side. */
    public int padding() {
        return padding;
    }

    @Override
    protected NDArray apply(NDArray x) {
        return Pool.maxPool2d(
                x, new Shape(kernel, kernel), new Shape(stride, stride), new Shape(padding, padding), false);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape shape = inputShapes[0];
        return new Shape[] {new Shape(shape.get(0), shape.get(1), side(shape.get(2)), side(shape.get(3)))};
    }

    private long side(long input) {
        return (input + 2L * padding - kernel) / stride + 1;
    }
}
