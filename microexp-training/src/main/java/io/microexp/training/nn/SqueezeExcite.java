package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.GlobalAveragePool;

/**
 * Channel attention: {@code y = x * gate(W2 relu(W1 mean(x) + b1) + b2)} with one factor per channel (paper, section
 * III.C).
 *
 * <ul>
 *   <li>input (N, C, H, W)
 *   <li>weights (squeezed, C) and (C, squeezed), each with a bias
 *   <li>output (N, C, H, W)
 * </ul>
 *
 * @see <a href="https://arxiv.org/abs/1709.01507">Hu et al. 2018, "Squeeze-and-Excitation Networks"</a>
 */
public final class SqueezeExcite extends AbstractBlock {
    private static final byte VERSION = 1;

    private final SequentialBlock excitation;

    /**
     * Creates a block.
     *
     * @param channels C
     * @param squeezed channels between the two fully connected layers
     * @param gate {@link Nonlinearity#SIGMOID} in the paper's attention, {@link Nonlinearity#HARD_SIGMOID} inside
     *     MobileNetV3's blocks
     */
    public SqueezeExcite(int channels, int squeezed, Nonlinearity gate) {
        this(channels, squeezed, Nonlinearity.RELU, gate);
    }

    /**
     * Creates a block of another activation.
     *
     * @param channels C
     * @param squeezed channels between the two fully connected layers
     * @param activation between them
     * @param gate after them
     */
    public SqueezeExcite(int channels, int squeezed, Nonlinearity activation, Nonlinearity gate) {
        super(VERSION);
        excitation = addChildBlock(
                "excitation",
                new SequentialBlock()
                        .add(new GlobalAveragePool())
                        .add(Linear.builder().setUnits(squeezed).build())
                        .add(activation.block())
                        .add(Linear.builder().setUnits(channels).build())
                        .add(gate.block()));
    }

    /** Returns the layers from the maps to the (N, C) scales. */
    public SequentialBlock excitation() {
        return excitation;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        NDArray scale = excitation.forward(parameterStore, inputs, training).singletonOrThrow();
        return new NDList(x.mul(scale.expandDims(2).expandDims(3)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        excitation.initialize(manager, dataType, inputShapes);
    }
}
