package io.microexp.training.nn.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.microexp.training.nn.functional.Leaf;

/**
 * {@code 1 / (1 + exp(-x))} of any shape.
 */
public final class Sigmoid extends Leaf {
    @Override
    protected NDArray apply(NDArray x) {
        return Activation.sigmoid(x);
    }
}
