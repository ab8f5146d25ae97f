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
        return new ZeroBorder(map, padding);
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

    /** Arithmetic on two maps. A second map of one pixel is broadcast over the first. */
    public static Kernel binary(Op.Binary.Arithmetic arithmetic, View first, View second, View out) {
        boolean broadcast = second.pixels() == 1;
        return workspace -> {
            float[] arena = workspace.arena();
            for (int y = 0; y < first.height(); y++) {
                for (int x = 0; x < first.width(); x++) {
                    int b = broadcast ? second.offset() : second.pixel(y, x);
                    combine(arithmetic, arena, first.pixel(y, x), b, out.pixel(y, x), first.channels());
                }
            }
        };
    }

    private static void combine(Op.Binary.Arithmetic arithmetic, float[] arena, int a, int b, int to, int count) {
        switch (arithmetic) {
            case ADD -> {
                for (int c = 0; c < count; c++) {
                    arena[to + c] = arena[a + c] + arena[b + c];
                }
            }
            case SUBTRACT -> {
                for (int c = 0; c < count; c++) {
                    arena[to + c] = arena[a + c] - arena[b + c];
                }
            }
            case MULTIPLY -> {
                for (int c = 0; c < count; c++) {
                    arena[to + c] = arena[a + c] * arena[b + c];
                }
            }
            case DIVIDE -> {
                for (int c = 0; c < count; c++) {
                    arena[to + c] = arena[a + c] / arena[b + c];
                }
            }
        }
    }

    public static Kernel pRelu(float[] slopes, View in, View out) {
        return workspace -> {
            float[] arena = workspace.arena();
            for (int y = 0; y < in.height(); y++) {
                for (int x = 0; x < in.width(); x++) {
                    int from = in.pixel(y, x);
                    int to = out.pixel(y, x);
                    for (int c = 0; c < slopes.length; c++) {
                        float value = arena[from + c];
                        arena[to + c] = value < 0 ? value * slopes[c] : value;
                    }
                }
            }
        };
    }

    public static Kernel pool(Op.Pool pool, View in, View out) {
        return new PoolKernel(pool, in, out);
    }

    public static Kernel softmax(Op.Softmax softmax, View in, View out) {
        return new SoftmaxKernel(in, out, softmax.axis());
    }

    public static Kernel resize(Op.Resize resize, View in, View out) {
        return new ResizeKernel(resize, in, out);
    }

    public static Kernel transpose(Op.Transpose transpose, View in, View out) {
        return StridedCopy.transpose(in, out, transpose.axes());
    }

    public static Kernel slice(Op.Slice slice, View in, View out) {
        return StridedCopy.slice(in, out, slice.starts(), slice.steps());
    }

    /** Copies one input of a concatenation to its place, {@code start} elements along the axis. */
    public static Kernel concat(Op.Concat concat, View in, View out, int start) {
        return StridedCopy.insert(in, out, concat.axis(), start);
    }

    public static Kernel pad(Op.Pad pad, View in, View out) {
        Kernel copy = StridedCopy.insert(in, out, pad.before());
        return workspace -> {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    int at = out.pixel(y, x);
                    Arrays.fill(workspace.arena(), at, at + out.channels(), pad.value());
                }
            }
            copy.run(workspace);
        };
    }

    /** Writes a constant into the arena. */
    public static Kernel literal(float[] values, View out) {
        return workspace -> out.load(values, 0, workspace.arena());
    }

    /** Copies elements in ONNX's order: channel by channel, then line by line. */
    public static Kernel reshape(View in, View out) {
        return workspace -> {
            float[] arena = workspace.arena();
            int channel = 0;
            int line = 0;
            int pixel = 0;
            for (int c = 0; c < in.channels(); c++) {
                for (int y = 0; y < in.height(); y++) {
                    for (int x = 0; x < in.width(); x++) {
                        arena[out.pixel(line, pixel) + channel] = arena[in.pixel(y, x) + c];
                        if (++pixel == out.width()) {
                            pixel = 0;
                            if (++line == out.height()) {
                                line = 0;
                                channel++;
                            }
                        }
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
        float[] weights = conv.weights().toFloats();
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
