package io.microexp.training.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * The sum of two paths, then ReLU: {@code y = max(body(x) + shortcut(x), 0)}. Input (N, C, H, W), output the paths'
 * common shape.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2016, "Deep Residual Learning for Image Recognition"</a>
 */
public final class Residual extends AbstractBlock {
    private static final byte VERSION = 1;

    private final SequentialBlock body;
    private final SequentialBlock shortcut;

    /**
     * Creates a block.
     *
     * @param body the layers
     * @param shortcut beside them; without layers it is the identity
     */
    public Residual(SequentialBlock body, SequentialBlock shortcut) {
        super(VERSION);
        this.body = addChildBlock("body", body);
        this.shortcut = addChildBlock("shortcut", shortcut);
    }

    /** Returns the layers. */
    public SequentialBlock body() {
        return body;
    }

    /** Returns the path beside them. */
    public SequentialBlock shortcut() {
        return shortcut;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList x = body.forward(parameterStore, inputs, training);
        NDList y = shortcut.forward(parameterStore, inputs, training);
        return new NDList(Activation.relu(x.singletonOrThrow().add(y.singletonOrThrow())));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return body.getOutputShapes(inputShapes);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        body.initialize(manager, dataType, inputShapes);
        shortcut.initialize(manager, dataType, inputShapes);
    }
}
