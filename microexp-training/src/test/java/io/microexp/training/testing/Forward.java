package io.microexp.training.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

/** One array through one block, as in inference. */
public final class Forward {
    private Forward() {}

    /** The output, attached to the manager of the input. */
    public static NDArray of(Block block, NDArray x) {
        return block.forward(new ParameterStore(x.getManager(), false), new NDList(x), false)
                .singletonOrThrow();
    }
}
