package io.microexp.training.nn.functional;

import ai.djl.ndarray.NDArray;

/**
 * Turns maps upside down and left to right: (N, C, H, W) to the same shape.
 */
public final class HalfTurn extends Leaf {
    @Override
    protected NDArray apply(NDArray x) {
        return x.flip(2, 3);
    }
}
