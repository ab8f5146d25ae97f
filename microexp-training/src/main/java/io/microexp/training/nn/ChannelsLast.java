package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Stores an (N, C, H, W) array in NHWC order without changing its shape or values. PyTorch's convolutions,
 * batch-norm and element-wise operators keep the order they are given, and are faster in this one; DJL has no
 * memory-format call, so the order is made by transposing, copying flat, and transposing back. It belongs before the
 * first layer: behind the stem, gradients and maps of the stem would differ in order, which costs batch-norm's
 * backward pass more than all other layers' together.
 *
 * <p>Thread safety: as any DJL block, stateless.
 */
public final class ChannelsLast extends Leaf {
    @Override
    NDArray apply(NDArray x) {
        return stored(x);
    }

    static NDArray stored(NDArray x) {
        Shape shape = x.getShape();
        Shape stored = new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1));
        return x.transpose(0, 2, 3, 1).reshape(-1).reshape(stored).transpose(0, 3, 1, 2);
    }
}
