package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * {@code max(x, 0)} of any shape.
 */
public final class Relu extends Leaf {
    @Override
    NDArray apply(NDArray x) {
        return Activation.relu(x);
    }
}
