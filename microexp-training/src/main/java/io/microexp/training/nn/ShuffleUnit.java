package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.microexp.training.nn.activation.Nonlinearity;

/**
 * ShuffleNetV2's unit (figure 3 c and d). At stride 1, one half of the channels passes and the other goes through a
 * depthwise convolution between two 1x1 ones. At stride 2, all channels go through that branch and through a shorter
 * one beside it. The channels of both branches are then interleaved.
 *
 * <ul>
 *   <li>input (N, C, H, W)
 *   <li>weights per branch: (filters / 2, C', 1, 1), (filters / 2, 1, 3, 3) and (filters / 2, filters / 2, 1, 1), each
 *       with batch-norm
 *   <li>output (N, filters, H / stride, W / stride)
 * </ul>
 *
 * @see <a href="https://arxiv.org/abs/1807.11164">Ma et al. 2018, "ShuffleNet V2"</a>
 */
public final class ShuffleUnit extends AbstractBlock {
    private static final byte VERSION = 1;

    private final boolean split;
    private final SequentialBlock shortcut;
    private final SequentialBlock body;

    /**
     * Creates a unit.
     *
     * @param channels C; equal to {@code filters} at stride 1
     * @param filters output channels, even
     * @param stride 1 or 2
     * @throws IllegalArgumentException if stride 1 would change the channels
     */
    public ShuffleUnit(int channels, int filters, int stride) {
        super(VERSION);
        this.split = stride == 1;
        if (split && channels != filters) {
            throw new IllegalArgumentException(
                    "Expected as many channels out as in at stride 1, found " + channels + " and " + filters);
        }
        int half = filters / 2;
        SequentialBlock beside = new SequentialBlock();
        if (!split) {
            beside.add(new ConvNorm(channels, 3, stride, channels)).add(new ConvNorm(half, 1, 1, 1, Nonlinearity.RELU));
        }
        shortcut = addChildBlock("shortcut", beside);
        body = addChildBlock(
                "body",
                new SequentialBlock()
                        .add(new ConvNorm(half, 1, 1, 1, Nonlinearity.RELU))
                        .add(new ConvNorm(half, 3, stride, half))
                        .add(new ConvNorm(half, 1, 1, 1, Nonlinearity.RELU)));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList halves = split ? inputs.singletonOrThrow().split(2, 1) : new NDList(inputs.get(0), inputs.get(0));
        NDArray passed = shortcut.forward(parameterStore, new NDList(halves.get(0)), training)
                .singletonOrThrow();
        NDArray changed = body.forward(parameterStore, new NDList(halves.get(1)), training)
                .singletonOrThrow();
        // channel c of each branch in turn
        Shape shape = passed.getShape();
        NDArray pairs = NDArrays.stack(new NDList(passed, changed), 2);
        return new NDList(pairs.reshape(shape.get(0), 2 * shape.get(1), shape.get(2), shape.get(3)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape half = body.getOutputShapes(new Shape[] {entering(inputShapes[0])})[0];
        return new Shape[] {new Shape(half.get(0), 2 * half.get(1), half.get(2), half.get(3))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape entering = entering(inputShapes[0]);
        shortcut.initialize(manager, dataType, entering);
        body.initialize(manager, dataType, entering);
    }

    /** What each branch is given. */
    private Shape entering(Shape input) {
        return split ? new Shape(input.get(0), input.get(1) / 2, input.get(2), input.get(3)) : input;
    }
}
