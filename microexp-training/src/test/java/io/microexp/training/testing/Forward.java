package io.microexp.training.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

/** One array through one block. */
public final class Forward {
    private Forward() {}

    /** The output as in inference, attached to the manager of the input. */
    public static NDArray of(Block block, NDArray x) {
        return forward(block, x, false);
    }

    /** The output as in training: batch-norm uses and updates its statistics, every operator has a gradient. */
    public static NDArray training(Block block, NDArray x) {
        return forward(block, x, true);
    }

    private static NDArray forward(Block block, NDArray x, boolean training) {
        return block.forward(new ParameterStore(x.getManager(), false), new NDList(x), training)
                .singletonOrThrow();
    }
}
