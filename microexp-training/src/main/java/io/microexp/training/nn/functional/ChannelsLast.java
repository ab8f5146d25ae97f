package io.microexp.training.nn.functional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Stores an (N, C, H, W) array in NHWC order without changing its shape or values.
 *
 * <p>PyTorch's convolutions, batch-norm and element-wise operators keep the order they are given, and are faster in this
 * one. DJL has no memory-format call, so the array is transposed, copied flat, and transposed back. The block belongs
 * before the first layer. Behind the stem, the gradients and maps of the stem would differ in order, which costs more in
 * its batch-norm's backward pass than all other layers gain.
 */
public final class ChannelsLast extends Leaf {
    @Override
    protected NDArray apply(NDArray x) {
        return stored(x);
    }

    public static NDArray stored(NDArray x) {
        Shape shape = x.getShape();
        Shape stored = new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1));
        return x.transpose(0, 2, 3, 1).reshape(-1).reshape(stored).transpose(0, 3, 1, 2);
    }
}
