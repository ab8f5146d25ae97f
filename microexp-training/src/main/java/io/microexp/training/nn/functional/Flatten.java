package io.microexp.training.nn.functional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Lines up the values of each map: (N, C, H, W) to (N, C · H · W).
 */
public final class Flatten extends Leaf {
    @Override
    protected NDArray apply(NDArray x) {
        return x.reshape(shape(x.getShape()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {shape(inputShapes[0])};
    }

    private static Shape shape(Shape maps) {
        return new Shape(maps.get(0), maps.slice(1).size());
    }
}
