package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.Arrays;

/**
 * Whether PyTorch's 1x1 convolutions are right in NHWC order on this processor. oneDNN 3.7, which computes them, splits
 * their work by the sizes of the processor's caches; where a virtual machine hides these it leaves out a part of some
 * sums once a batch has 16 faces or more, without a word. Three layers of this library's networks that it got wrong are
 * computed on whole numbers, which float32 adds without rounding, and compared with a product of matrices.
 *
 * <p>Thread safety: safe; the check runs once in a process and takes some hundredths of a second.
 */
final class PointwiseCheck {
    private static final int BATCH = 64;
    /* input channels, filters, side of the maps */
    private static final int[][] LAYERS = {{16, 72, 12}, {96, 40, 6}, {256, 512, 6}};

    private PointwiseCheck() {}

    static boolean passed() {
        return Once.PASSED;
    }

    private static boolean isRight(int channels, int filters, int side) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = wholeNumbers(manager, new Shape(BATCH, channels, side, side));
            NDArray weight = wholeNumbers(manager, new Shape(filters, channels, 1, 1));
            NDList maps = Conv2d.conv2d(ChannelsLast.stored(x), weight);
            NDArray expected = weight.reshape(filters, channels).matMul(x.reshape(BATCH, channels, side * side));
            return Arrays.equals(maps.singletonOrThrow().toFloatArray(), expected.toFloatArray());
        }
    }

    /** -3 to 3 in turn. */
    private static NDArray wholeNumbers(NDManager manager, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 7 - 3;
        }
        return manager.create(values, shape);
    }

    /** Initialised at the first use of {@link ChannelsLast}. */
    private static final class Once {
        static final boolean PASSED = Arrays.stream(LAYERS).allMatch(layer -> isRight(layer[0], layer[1], layer[2]));
    }
}
