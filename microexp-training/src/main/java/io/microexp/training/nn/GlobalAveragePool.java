package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;

/**
 * The mean over a map: (N, C, H, W) to (N, C).
 */
public final class GlobalAveragePool extends Leaf {
    @Override
    NDArray apply(NDArray x) {
        return Pool.globalAvgPool2d(x);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].slice(0, 2)};
    }
}
