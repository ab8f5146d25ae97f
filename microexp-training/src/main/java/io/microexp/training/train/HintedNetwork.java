package io.microexp.training.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.microexp.training.nn.PooledNetwork;
import java.util.List;

/**
 * A student and, for training alone, the regression from its pooled maps to a {@link
 * io.microexp.training.distill.Hint}: (N, 1, H, W) to logits (N, classes) and, in training, the foretold hint (N, size).
 *
 * <p>Thread safety: as any DJL block.
 */
final class HintedNetwork extends AbstractBlock {
    private static final byte VERSION = 1;

    private final Block network;
    private final Linear regression;
    private final PooledNetwork parts;

    /**
     * @param network with a global average pool, not initialised
     * @param size of the hint
     */
    HintedNetwork(Block network, int size) {
        super(VERSION);
        this.network = addChildBlock("network", network);
        this.regression =
                addChildBlock("regression", Linear.builder().setUnits(size).build());
        this.parts = PooledNetwork.of(network).orElseThrow();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList pooled = forward(parts.features(), parameters, inputs, training);
        NDList outputs = forward(parts.head(), parameters, pooled, training);
        if (training) {
            outputs.addAll(regression.forward(parameters, pooled, true));
        }
        return outputs;
    }

    private static NDList forward(List<Block> layers, ParameterStore parameters, NDList inputs, boolean training) {
        NDList x = inputs;
        for (Block layer : layers) {
            x = layer.forward(parameters, x, training);
        }
        return x;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return network.getOutputShapes(inputShapes);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        network.initialize(manager, dataType, inputShapes);
        Shape[] shapes = inputShapes;
        for (Block layer : parts.features()) {
            shapes = layer.getOutputShapes(shapes);
        }
        regression.initialize(manager, dataType, shapes);
    }
}
