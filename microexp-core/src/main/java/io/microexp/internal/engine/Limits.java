package io.microexp.internal.engine;

import io.microexp.ModelFormatException;

/**
 * Bounds on what a model file may ask for, so that a damaged or hostile one costs bounded time and memory. Each leaves
 * the networks of this project a factor of ten or more.
 */
final class Limits {
    /** Nodes of a graph. */
    static final int NODES = 4_096;
    /** Elements of one weight or activation tensor: 64 MB. */
    static final int TENSOR_ELEMENTS = 1 << 24;
    /** Floats of the arena of one request: 256 MB. */
    static final int ARENA_FLOATS = 1 << 26;
    /** Floats of all weights as repacked for the kernels: 512 MB. */
    static final long PACKED_FLOATS = 1L << 27;
    /** Multiply-adds of one image; MicroExpNet has 34 million. */
    static final long MULTIPLY_ADDS = 2_000_000_000L;
    /** Tensor dimensions, including the batch. */
    static final int RANK = 8;

    private Limits() {}

    static long check(String what, long found, long limit) {
        if (found < 0 || found > limit) {
            throw new ModelFormatException(what + ": expected at most " + limit + ", found " + found
                    + ". The file is damaged, or its network is too large for this engine: try backend onnx");
        }
        return found;
    }

    /** The product of dimensions, each checked to be positive; never overflows. */
    static int elements(String what, int... dims) {
        long product = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new ModelFormatException(
                        what + ": expected positive dimensions, found " + java.util.Arrays.toString(dims));
            }
            product = check(what + ", elements", product * dim, TENSOR_ELEMENTS);
        }
        return (int) product;
    }
}
