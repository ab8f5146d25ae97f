package io.microexp.training.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;

/**
 * Reads and writes of parameters that autograd does not see. PyTorch keeps "record gradients" a thread, and DJL turns
 * it off only in the thread that started the engine, so in-place changes go through detached views.
 */
final class Arrays {
    private static final NDIndex ALL = new NDIndex("...");

    private Arrays() {}

    /** The same memory without gradient, freed with the manager. */
    static NDArray view(NDArray array, NDManager manager) {
        NDArray view = array.stopGradient();
        view.attach(manager);
        return view;
    }

    /** The values in new memory, freed with the manager. */
    static NDArray copy(NDArray array, NDManager manager) {
        NDArray copy = array.duplicate();
        copy.attach(manager);
        return copy;
    }

    /** Overwrites the values, keeping the memory. */
    static void assign(NDArray array, float[] values) {
        try (NDManager scratch = array.getManager().newSubManager()) {
            view(array, scratch).set(ALL, scratch.create(values, array.getShape()));
        }
    }
}
