package io.microexp.training.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.microexp.training.nn.functional.ChannelsLast;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks whether PyTorch's 1x1 convolutions are right in NHWC order on this processor.
 *
 * <p>oneDNN 3.7 computes them and splits their work by the sizes of the processor's caches. Where a virtual machine hides
 * these sizes, it silently leaves out part of some sums from 16 images per batch on, or divides by zero and ends the
 * process. Three layers that it is known to get wrong are computed first. If one of them is wrong, every shape is checked
 * before its first use, forward and backward (the gradient's convolution is that of the transposed kernel). The check
 * computes with whole numbers, which float32 adds without rounding.
 */
final class PointwiseCheck {
    private static final Shape[] PROBES = {new Shape(64, 16, 12, 12), new Shape(64, 96, 6, 6), new Shape(64, 256, 6, 6)
    };
    private static final int[] PROBE_FILTERS = {72, 40, 512};
    /** Filters or channels for which oneDNN divides by zero. */
    private static final int DIVIDES_BY_ZERO = 1024;

    private static final Map<Layer, Boolean> CHECKED = new ConcurrentHashMap<>();

    private PointwiseCheck() {}

    private record Layer(Shape input, int filters) {}

    /**
     * Returns whether the convolution of an (N, C, H, W) input, and its gradient's, may be left to PyTorch. Those that
     * skip pixels may not, unless all may.
     */
    static boolean passed(Shape input, int filters, long stride) {
        return Once.PASSED
                || stride == 1 && CHECKED.computeIfAbsent(new Layer(input, filters), PointwiseCheck::isRightBothWays);
    }

    private static boolean isRightBothWays(Layer layer) {
        Shape input = layer.input();
        int channels = Math.toIntExact(input.get(1));
        Shape output = new Shape(input.get(0), layer.filters(), input.get(2), input.get(3));
        return Math.max(channels, layer.filters()) < DIVIDES_BY_ZERO
                && isRight(input, layer.filters())
                && isRight(output, channels);
    }

    private static boolean isRight(Shape input, int filters) {
        try (NDManager manager = PyTorchEngine.newManager()) {
            NDArray x = ChannelsLast.stored(wholeNumbers(manager, input));
            NDArray kernel = wholeNumbers(manager, new Shape(filters, input.get(1), 1, 1));
            NDArray maps = Conv2d.conv2d(x, kernel).singletonOrThrow();
            return Arrays.equals(
                    maps.toFloatArray(), PointwiseConv.product(x, kernel).toFloatArray());
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

    /** Initialized at the first use of a pointwise convolution. */
    private static final class Once {
        static final boolean PASSED = probe();

        private static boolean probe() {
            for (int i = 0; i < PROBES.length; i++) {
                if (!isRight(PROBES[i], PROBE_FILTERS[i])) {
                    return false;
                }
            }
            return true;
        }
    }
}
