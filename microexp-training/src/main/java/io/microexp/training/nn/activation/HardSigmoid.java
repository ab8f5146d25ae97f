package io.microexp.training.nn.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.nn.functional.Leaf;

/**
 * {@code relu6(x + 3) / 6} of any shape (Howard et al. 2019, "Searching for MobileNetV3", section 5.2).
 */
public final class HardSigmoid extends Leaf {
    @Override
    protected NDArray apply(NDArray x) {
        return of(x);
    }

    /*
     * DJL's x.mul(Number) lends autograd a view of Java memory that a garbage collection may free before the backward
     * pass; full() allocates natively, so the constant lives as long as the graph that holds it.
     */
    static NDArray of(NDArray x) {
        NDArray sixth = x.getManager().full(new Shape(), 1f / 6f);
        return x.add(3).clip(0, 6).mul(sixth);
    }
}
