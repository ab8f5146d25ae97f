package io.microexp.training.nn.activation;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.IOException;

/** A function of one array, of the same shape, by one of PyTorch's own operators that DJL has no call for. */
abstract class TorchOperator extends AbstractBlock {
    private static final byte VERSION = 1;

    private final String expression;
    private Block operator;

    /** A block without parameters; the function of {@code x} is given in TorchScript. */
    TorchOperator(String expression) {
        super(VERSION);
        this.expression = expression;
    }

    @Override
    protected final void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        loadOperator(manager);
    }

    /** {@inheritDoc} DJL calls this instead of the initialization where a saved network is loaded. */
    @Override
    public void loadParameters(NDManager manager, DataInputStream stream) throws IOException, MalformedModelException {
        super.loadParameters(manager, stream);
        loadOperator(manager);
    }

    private void loadOperator(NDManager manager) {
        operator = TorchScript.block(expression, manager);
    }

    @Override
    protected final NDList forwardInternal(
            ParameterStore parameterStore, NDList inputs, boolean training, PairList<String, Object> params) {
        // DJL would let the operator make inference tensors, which PyTorch refuses wherever gradients are recorded: in
        // every thread but the one that started the engine. The function is the same in training
        return operator.forward(parameterStore, inputs, true);
    }

    @Override
    public final Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
