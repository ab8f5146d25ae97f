package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.microexp.training.nn.functional.ChannelsLast;

/**
 * A 1x1 convolution without bias. It is PyTorch's own where that is right, else a product of matrices: see
 * {@link PointwiseCheck}.
 *
 * <ul>
 *   <li>input (N, C, H, W), stored as {@link ChannelsLast} does
 *   <li>weight (filters, C, 1, 1)
 *   <li>output (N, filters, H / stride, W / stride)
 * </ul>
 */
final class PointwiseConv extends Conv2d {
    PointwiseConv(int filters, int stride) {
        super(Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(1, 1))
                .optStride(new Shape(stride, stride))
                .optBias(false));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        long step = stride.get(0);
        if (PointwiseCheck.passed(x.getShape(), filters, step)) {
            return super.forwardInternal(parameterStore, inputs, training, params);
        }
        NDArray kernel = parameterStore.getValue(weight, x.getDevice(), training);
        NDArray seen = step == 1 ? x : x.get(":, :, ::" + step + ", ::" + step);
        return new NDList(product(seen, kernel));
    }

    /** Of (N, C, H, W) and a kernel (filters, C, 1, 1). */
    static NDArray product(NDArray x, NDArray kernel) {
        Shape shape = x.getShape();
        long filters = kernel.getShape().get(0);
        return x.transpose(0, 2, 3, 1)
                .reshape(-1, shape.get(1))
                .matMul(kernel.reshape(filters, shape.get(1)).transpose())
                .reshape(shape.get(0), shape.get(2), shape.get(3), filters)
                .transpose(0, 3, 1, 2);
    }
}
