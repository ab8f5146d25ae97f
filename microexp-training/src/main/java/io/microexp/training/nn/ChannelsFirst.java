package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;

/**
 * Stores an (N, C, H, W) array in NCHW order without changing its shape or values: the way back from
 * {@link ChannelsLast}, for layers that PyTorch's convolution library cannot do in that order.
 *
 * <p>Thread safety: as any DJL block, stateless.
 */
public final class ChannelsFirst extends Leaf {
    @Override
    NDArray apply(NDArray x) {
        return x.reshape(-1).reshape(x.getShape());
    }
}
