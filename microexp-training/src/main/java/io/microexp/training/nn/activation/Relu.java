package io.microexp.training.nn.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.microexp.training.nn.functional.Leaf;

/**
 * {@code max(x, 0)} of any shape.
 */
public final class Relu extends Leaf {
    @Override
    protected NDArray apply(NDArray x) {
        return Activation.relu(x);
    }
}
