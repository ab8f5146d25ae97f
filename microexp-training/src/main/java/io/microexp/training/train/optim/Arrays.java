package io.microexp.training.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;

/**
 * Reads and writes parameters unseen by autograd. PyTorch records gradients per thread, and DJL turns recording off only
 * in the thread that started the engine, so in-place changes go through detached views.
 */
public final class Arrays {
    private static final NDIndex ALL = new NDIndex("...");

    private Arrays() {}

    /** Returns a view of the same memory without gradient; it is freed with the manager. */
    public static NDArray view(NDArray array, NDManager manager) {
        NDArray view = array.stopGradient();
        view.attach(manager);
        return view;
    }

    /** Returns a copy of the values; it is freed with the manager. */
    public static NDArray copy(NDArray array, NDManager manager) {
        NDArray copy = array.duplicate();
        copy.attach(manager);
        return copy;
    }

    /** Overwrites the values in place. */
    public static void assign(NDArray array, float[] values) {
        try (NDManager scratch = array.getManager().newSubManager()) {
            view(array, scratch).set(ALL, scratch.create(values, array.getShape()));
        }
    }
}
