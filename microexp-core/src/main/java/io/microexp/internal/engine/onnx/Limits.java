package io.microexp.internal.engine.onnx;

import io.microexp.ModelFormatException;

/**
 * Bounds on what a model file may demand, so that a damaged or hostile file costs bounded time and memory. The networks
 * of this project stay below each of them by a factor of ten or more.
 */
public final class Limits {
    /** Nodes of a graph. */
    public static final int NODES = 4_096;
    /** Elements of one weight or activation tensor: 64 MB. */
    public static final int TENSOR_ELEMENTS = 1 << 24;
    /** Floats of the arena of one request: 128 MB. */
    public static final int ARENA_FLOATS = 1 << 25;
    /** Floats of the scratch rows of one request: 32 MB. */
    public static final int SCRATCH_FLOATS = 1 << 23;
    /** Work of one image in vectorized multiply-adds, about a second; MicroExpNet needs 34 million. */
    public static final long WORK = 4_000_000_000L;
    /** Tensor dimensions, including the batch. */
    public static final int RANK = 8;

    private Limits() {}

    public static long check(String what, long found, long limit) {
        return check(null, what, found, limit);
    }

    /** Checks a number of a subject, which is put into words only if it is out of bounds. */
    public static long check(Object subject, String what, long found, long limit) {
        if (found < 0 || found > limit) {
            throw new ModelFormatException(
                    (subject == null ? "" : subject + ", ") + what + ": expected at most " + limit + ", found " + found
                            + ". The file is damaged, or its network is too large for this engine: try backend onnx");
        }
        return found;
    }

    /** Returns the product of dimensions. Checks that each is positive and that the product is within the limit. */
    public static int elements(Object what, int... dims) {
        long product = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new ModelFormatException(
                        what + ": expected positive dimensions, found " + java.util.Arrays.toString(dims));
            }
            product = check(what, "elements", product * dim, TENSOR_ELEMENTS);
        }
        return (int) product;
    }
}
