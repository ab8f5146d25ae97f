package io.microexp.training.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.microexp.training.nn.activation.Nonlinearity;
import java.util.Optional;

/**
 * A 1x1 expansion, a depthwise-separable convolution with optional squeeze-excite, and the input added where the stride
 * is 1 and the channels agree: {@code y = x + body(x)}.
 *
 * <ul>
 *   <li>input (N, C, H, W)
 *   <li>weights (expanded, C, 1, 1), (expanded, 1, K, K) and (filters, expanded, 1, 1), each with batch-norm; the first
 *       is left out where {@code expanded} is C
 *   <li>output (N, filters, H / stride, W / stride)
 * </ul>
 *
 * @see <a href="https://arxiv.org/abs/1801.04381">Sandler et al. 2018, "MobileNetV2"</a>
 * @see <a href="https://arxiv.org/abs/1905.02244">Howard et al. 2019, "Searching for MobileNetV3"</a>
 * @see <a href="https://arxiv.org/abs/1905.11946">Tan and Le 2019, "EfficientNet"</a>
 */
public final class InvertedResidual extends AbstractBlock {
    private static final byte VERSION = 1;

    private final SequentialBlock body;
    private final boolean residual;

    /**
     * Creates a block.
     *
     * @param channels C
     * @param kernel of the depthwise convolution, odd
     * @param expanded channels of the depthwise convolution; no expansion layer if equal to C
     * @param filters output channels
     * @param squeezeExcite whether the depthwise maps are recalibrated
     * @param activation of the expansion and the depthwise convolution
     * @param stride of the depthwise convolution
     */
    public InvertedResidual(
            int channels,
            int kernel,
            int expanded,
            int filters,
            boolean squeezeExcite,
            Nonlinearity activation,
            int stride) {
        this(
                channels,
                kernel,
                expanded,
                filters,
                squeezeExcite ? Optional.of(squeezeExcite(expanded)) : Optional.empty(),
                activation,
                stride);
    }

    /**
     * Creates a block with a squeeze-excite of another kind, as EfficientNet's, or without, as MobileNetV2's.
     *
     * @param channels C
     * @param kernel of the depthwise convolution, odd
     * @param expanded channels of the depthwise convolution; no expansion layer if equal to C
     * @param filters output channels
     * @param attention recalibrates the depthwise maps, if present
     * @param activation of the expansion and the depthwise convolution
     * @param stride of the depthwise convolution
     */
    public InvertedResidual(
            int channels,
            int kernel,
            int expanded,
            int filters,
            Optional<SqueezeExcite> attention,
            Nonlinearity activation,
            int stride) {
        super(VERSION);
        SequentialBlock layers = new SequentialBlock();
        if (expanded != channels) {
            layers.add(new ConvNorm(expanded, 1, 1, 1, activation));
        }
        layers.add(new DepthwiseSeparableConv(expanded, filters, kernel, stride, attention, activation));
        body = addChildBlock("body", layers);
        residual = stride == 1 && channels == filters;
    }

    /** Returns the layers beside the shortcut. */
    public SequentialBlock body() {
        return body;
    }

    /** Returns whether the input is added to the body's output. */
    public boolean isResidual() {
        return residual;
    }

    private static SqueezeExcite squeezeExcite(int channels) {
        return new SqueezeExcite(channels, roundToEight(channels / 4.0), Nonlinearity.HARD_SIGMOID);
    }

    /* MobileNet's rule: the nearest multiple of 8, at least 8, never more than 10 % below. */
    private static int roundToEight(double value) {
        int rounded = Math.max(8, (int) (value + 4) / 8 * 8);
        return rounded < 0.9 * value ? rounded + 8 : rounded;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList output = body.forward(parameterStore, inputs, training);
        return residual ? new NDList(output.singletonOrThrow().add(inputs.singletonOrThrow())) : output;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return body.getOutputShapes(inputShapes);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        body.initialize(manager, dataType, inputShapes);
    }
}
