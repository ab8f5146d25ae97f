package io.microexp.training.nn.functional;

import ai.djl.ndarray.NDArray;

/**
 * Adds a constant to every value, of any shape.
 */
public final class Shift extends Leaf {
    private final float offset;

    /** Creates a block that adds {@code offset}. */
    public Shift(float offset) {
        this.offset = offset;
    }

    /** What is added. */
    public float offset() {
        return offset;
    }

    @Override
    protected NDArray apply(NDArray x) {
        return x.add(offset);
    }
}
