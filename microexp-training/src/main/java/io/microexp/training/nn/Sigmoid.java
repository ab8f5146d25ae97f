package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * {@code 1 / (1 + exp(-x))} of any shape.
 */
public final class Sigmoid extends Leaf {
    @Override
    NDArray apply(NDArray x) {
        return Activation.sigmoid(x);
    }
}
