package io.microexp.training.nn.functional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A block of one array in and one array out, without parameters or children. */
public abstract class Leaf extends AbstractBlock {
    /** Version 1 of every leaf's parameter format: empty. */
    private static final byte VERSION = 1;

    protected Leaf() {
        super(VERSION);
    }

    /** Returns the block's function. */
    protected abstract NDArray apply(NDArray x);

    @Override
    protected final NDList forwardInternal(
            ParameterStore parameterStore, NDList inputs, boolean training, PairList<String, Object> params) {
        return new NDList(apply(inputs.singletonOrThrow()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
