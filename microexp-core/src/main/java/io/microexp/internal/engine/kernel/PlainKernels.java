package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Padding;
import io.microexp.internal.engine.ir.Window;
import java.util.Arrays;

/** Kernels in which little time is spent. Both factories share them. */
public final class PlainKernels {
    private PlainKernels() {}

    /** Clears the border around a map, whose memory earlier tensors have used. */
    public static Kernel zeroBorder(View map, Padding padding) {
        View whole = map.bordered(padding);
        int left = padding.left() * map.pixelStride();
        int right = padding.right() * map.pixelStride();
        int line = whole.width() * map.pixelStride();
        return workspace -> {
            float[] arena = workspace.arena();
            for (int y = 0; y < whole.height(); y++) {
                int from = whole.line(y);
                boolean inside = y >= padding.top() && y < padding.top() + map.height();
                if (inside) {
                    Arrays.fill(arena, from, from + left, 0);
                    Arrays.fill(arena, from + line - right, from + line, 0);
                } else {
                    Arrays.fill(arena, from, from + line, 0);
                }
            }
        };
    }

    public static Kernel activation(Activation activation, View in, View out) {
        return workspace -> {
            float[] arena = workspace.arena();
            for (int y = 0; y < in.height(); y++) {
                for (int x = 0; x < in.width(); x++) {
                    int to = out.pixel(y, x);
                    System.arraycopy(arena, in.pixel(y, x), arena, to, in.channels());
                    ActivationLoops.apply(activation, arena, to, in.channels());
                }
            }
        };
    }

    /** Sum or product. A second map of one pixel is broadcast over the first. */
    public static Kernel binary(boolean product, View first, View second, View out) {
        boolean broadcast = second.pixels() == 1;
        return workspace -> {
            float[] arena = workspace.arena();
            for (int y = 0; y < first.height(); y++) {
                for (int x = 0; x < first.width(); x++) {
                    int a = first.pixel(y, x);
                    int b = broadcast ? second.offset() : second.pixel(y, x);
                    int to = out.pixel(y, x);
                    for (int c = 0; c < first.channels(); c++) {
                        arena[to + c] = product ? arena[a + c] * arena[b + c] : arena[a + c] + arena[b + c];
                    }
                }
            }
        };
    }

    public static Kernel pool(Op.Pool pool, View in, View out) {
        return workspace -> {
            float[] arena = workspace.arena();
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    poolPixel(arena, pool, in, y, x, out.pixel(y, x));
                }
            }
        };
    }

    private static void poolPixel(float[] arena, Op.Pool pool, View in, int y, int x, int to) {
        Window window = pool.window();
        int top = y * window.strideY() - window.padding().top();
        int left = x * window.strideX() - window.padding().left();
        Arrays.fill(arena, to, to + in.channels(), pool.maximum() ? Float.NEGATIVE_INFINITY : 0);
        int taps = 0;
        for (int ky = 0; ky < window.height(); ky++) {
            int inY = top + ky * window.dilationY();
            for (int kx = 0; kx < window.width(); kx++) {
                int inX = left + kx * window.dilationX();
                if (inY < 0 || inY >= in.height() || inX < 0 || inX >= in.width()) {
                    continue;
                }
                taps++;
                int from = in.pixel(inY, inX);
                for (int c = 0; c < in.channels(); c++) {
                    float value = arena[from + c];
                    arena[to + c] = pool.maximum() ? Math.max(arena[to + c], value) : arena[to + c] + value;
                }
            }
        }
        if (!pool.maximum()) {
            // ONNX does not define the average of a window that lies entirely in the padding: it is 0 here
            float share = 1f / Math.max(1, pool.countPadding() ? window.taps() : taps);
            for (int c = 0; c < in.channels(); c++) {
                arena[to + c] *= share;
            }
        }
    }

    /** Softmax over the channels of a single pixel, shifted by the maximum so that no exponential overflows. */
    public static Kernel softmax(View in, View out) {
        return workspace -> {
            float[] arena = workspace.arena();
            float max = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < in.channels(); c++) {
                max = Math.max(max, arena[in.offset() + c]);
            }
            double sum = 0;
            for (int c = 0; c < in.channels(); c++) {
                double exponential = Math.exp((double) arena[in.offset() + c] - max);
                arena[out.offset() + c] = (float) exponential;
                sum += exponential;
            }
            for (int c = 0; c < in.channels(); c++) {
                arena[out.offset() + c] = (float) (arena[out.offset() + c] / sum);
            }
        };
    }

    /** Copies elements in ONNX's order: channel by channel, then line by line. */
    public static Kernel reshape(View in, View out) {
        return workspace -> {
            float[] arena = workspace.arena();
            int outPixels = out.pixels();
            int element = 0;
            for (int c = 0; c < in.channels(); c++) {
                for (int y = 0; y < in.height(); y++) {
                    for (int x = 0; x < in.width(); x++) {
                        int pixel = element % outPixels;
                        int to = out.pixel(pixel / out.width(), pixel % out.width());
                        arena[to + element / outPixels] = arena[in.pixel(y, x) + c];
                        element++;
                    }
                }
            }
        };
    }

    /** Convolution of any groups and window, for shapes without a fast kernel. */
    public static Kernel grouped(Op.Conv conv, View in, View out) {
        View bordered = in.bordered(conv.window().padding());
        return workspace -> {
            float[] arena = workspace.arena();
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    int from = bordered.pixel(
                            y * conv.window().strideY(), x * conv.window().strideX());
                    int to = out.pixel(y, x);
                    for (int o = 0; o < out.channels(); o++) {
                        arena[to + o] = groupedSum(arena, conv, bordered, from, o);
                    }
                    ActivationLoops.apply(conv.activation(), arena, to, out.channels());
                }
            }
        };
    }

    private static float groupedSum(float[] arena, Op.Conv conv, View in, int from, int output) {
        Window window = conv.window();
        int groupInputs = in.channels() / conv.groups();
        int group = output / (conv.bias().length / conv.groups());
        float[] weights = conv.weights();
        int weight = output * groupInputs * window.taps();
        float sum = conv.bias()[output];
        for (int i = 0; i < groupInputs; i++) {
            int channel = from + group * groupInputs + i;
            for (int ky = 0; ky < window.height(); ky++) {
                int line = channel + ky * window.dilationY() * in.lineStride();
                for (int kx = 0; kx < window.width(); kx++) {
                    sum += arena[line + kx * window.dilationX() * in.pixelStride()] * weights[weight++];
                }
            }
        }
        return sum;
    }
}
