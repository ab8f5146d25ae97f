package io.microexp.training.nn.functional;

import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Enlarges maps by a whole factor, bilinear between the centers of pixels: (N, C, H, W) to
 * (N, C, factor · H, factor · W).
 */
public final class Upsample extends Leaf {
    private final int factor;

    /** Creates a block that enlarges both sides {@code factor} times. */
    public Upsample(int factor) {
        this.factor = factor;
    }

    /** Returns how many times larger a side is made. */
    public int factor() {
        return factor;
    }

    @Override
    protected NDArray apply(NDArray x) {
        Shape shape = x.getShape();
        long[] size = {factor * shape.get(2), factor * shape.get(3)};
        return x.getNDArrayInternal().interpolation(size, Image.Interpolation.BILINEAR.ordinal(), false);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape shape = inputShapes[0];
        return new Shape[] {new Shape(shape.get(0), shape.get(1), factor * shape.get(2), factor * shape.get(3))};
    }
}
