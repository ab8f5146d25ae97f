package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.microexp.training.nn.activation.Nonlinearity;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A convolution without bias, batch-norm, and an optional activation: {@code y = activation(BN(W * x))}. Padding keeps
 * the size at stride 1.
 *
 * <ul>
 *   <li>input (N, C, H, W)
 *   <li>weight (filters, C / groups, K, K), and four batch-norm vectors (filters)
 *   <li>output (N, filters, H / stride, W / stride), rounded up
 * </ul>
 *
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015, "Batch Normalization"</a>
 */
public final class ConvNorm extends SequentialBlock {
    /** Batch-norm's ε, beside the variance. */
    public static final float EPSILON = 1e-5f;

    private final Conv2d convolution;
    private final BatchNorm norm;
    private final Optional<Block> activation;
    private Consumer<NDArray> observer;

    /**
     * With an activation.
     *
     * @param filters output channels
     * @param kernel K, odd
     * @param stride of the convolution
     * @param groups 1, or the input's channels for a depthwise convolution
     * @param activation after the batch-norm
     */
    public ConvNorm(int filters, int kernel, int stride, int groups, Nonlinearity activation) {
        this(filters, kernel, stride, groups, Optional.of(activation.block()));
    }

    /**
     * Without an activation: a linear bottleneck.
     *
     * @param filters output channels
     * @param kernel K, odd
     * @param stride of the convolution
     * @param groups 1, or the input's channels for a depthwise convolution
     */
    public ConvNorm(int filters, int kernel, int stride, int groups) {
        this(filters, kernel, stride, groups, Optional.empty());
    }

    private ConvNorm(int filters, int kernel, int stride, int groups, Optional<Block> activation) {
        boolean pointwise = kernel == 1 && groups == 1;
        this.convolution =
                pointwise ? new PointwiseConv(filters, stride) : convolution(filters, kernel, stride, groups);
        this.norm = BatchNorm.builder().optEpsilon(EPSILON).build();
        this.activation = activation;
        add(convolution);
        add(norm);
        activation.ifPresent(this::add);
    }

    private static Conv2d convolution(int filters, int kernel, int stride, int groups) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optGroups(groups)
                .optBias(false)
                .build();
    }

    /**
     * Shows the convolution's outputs of each forward pass in inference.
     *
     * @param observer receives (N, filters, H, W) before the batch-norm, which it may change; null for none
     */
    public void observe(Consumer<NDArray> observer) {
        this.observer = observer;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        if (observer != null && !training) {
            observer.accept(convolution.forward(parameters, inputs, false).singletonOrThrow());
        }
        return super.forwardInternal(parameters, inputs, training, params);
    }

    /** Returns the convolution. */
    public Conv2d convolution() {
        return convolution;
    }

    /** Returns the batch-norm after it. */
    public BatchNorm norm() {
        return norm;
    }

    /** Returns the activation after that, if any. */
    public Optional<Block> activation() {
        return activation;
    }
}
