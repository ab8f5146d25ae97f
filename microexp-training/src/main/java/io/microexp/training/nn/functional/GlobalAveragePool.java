package io.microexp.training.nn.functional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The mean over a map: (N, C, H, W) to (N, C). It is a sum times a constant, since the backward pass of PyTorch's own
 * average divides the gradient pixel by pixel, one more pass over all maps.
 */
public final class GlobalAveragePool extends Leaf {
    @Override
    protected NDArray apply(NDArray x) {
        Shape shape = x.getShape();
        // native memory: see HardSigmoid on x.mul(Number)
        NDArray share = x.getManager().full(new Shape(), 1f / (shape.get(2) * shape.get(3)));
        return x.sum(new int[] {2, 3}).mul(share);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].slice(0, 2)};
    }
}
