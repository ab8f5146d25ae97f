package io.microexp.internal.engine.kernel.vector;

import static io.microexp.internal.engine.kernel.vector.VectorLanes.COUNT;
import static io.microexp.internal.engine.kernel.vector.VectorLanes.SPECIES;
import static io.microexp.internal.engine.kernel.vector.VectorLanes.load;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Window;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.WeightPacking;
import io.microexp.internal.engine.kernel.Workspace;
import jdk.incubator.vector.FloatVector;

/**
 * Convolution of one group and any window as implicit GEMM. A tile of six pixels of a line by one vector of output
 * channels stays in registers.
 */
final class VectorDense implements Kernel {
    private static final int PIXELS = 6;

    private final View in;
    private final View out;
    private final int[] to;
    private final Window window;
    private final float[] weights;
    private final float[] bias;
    private final int[] rowOffsets;
    private final Activation activation;

    VectorDense(Op.Conv conv, View in, View out) {
        this.in = in.bordered(conv.window().padding());
        this.out = out;
        this.to = WeightPacking.pixelOffsets(out, 0);
        this.window = conv.window();
        this.weights = WeightPacking.panels(conv, COUNT, 1);
        this.bias = WeightPacking.bias(conv);
        this.rowOffsets = WeightPacking.rowOffsets(window, in);
        this.activation = conv.activation();
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        for (int output = 0; output < bias.length; output += COUNT) {
            for (int y = 0; y < out.height(); y++) {
                int x = 0;
                for (; x + PIXELS <= out.width(); x += PIXELS) {
                    sixPixels(arena, y, x, output);
                }
                for (; x < out.width(); x++) {
                    onePixel(arena, y, x, output);
                }
                int first = y * out.width();
                VectorLanes.activate(activation, arena, to, first, first + out.width(), output, COUNT);
            }
        }
    }

    private void sixPixels(float[] arena, int y, int x, int output) {
        int from = in.pixel(y * window.strideY(), x * window.strideX());
        int step = window.strideX() * in.pixelStride();
        FloatVector s0 = load(bias, output);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        int[] offsets = rowOffsets;
        int w = output * offsets.length;
        for (int row = 0; row < offsets.length; row++, w += COUNT) {
            FloatVector weight = load(weights, w);
            int at = from + offsets[row];
            s0 = FloatVector.broadcast(SPECIES, arena[at]).fma(weight, s0);
            s1 = FloatVector.broadcast(SPECIES, arena[at + step]).fma(weight, s1);
            s2 = FloatVector.broadcast(SPECIES, arena[at + 2 * step]).fma(weight, s2);
            s3 = FloatVector.broadcast(SPECIES, arena[at + 3 * step]).fma(weight, s3);
            s4 = FloatVector.broadcast(SPECIES, arena[at + 4 * step]).fma(weight, s4);
            s5 = FloatVector.broadcast(SPECIES, arena[at + 5 * step]).fma(weight, s5);
        }
        int to = out.pixel(y, x) + output;
        int outStep = out.pixelStride();
        s0.intoArray(arena, to);
        s1.intoArray(arena, to + outStep);
        s2.intoArray(arena, to + 2 * outStep);
        s3.intoArray(arena, to + 3 * outStep);
        s4.intoArray(arena, to + 4 * outStep);
        s5.intoArray(arena, to + 5 * outStep);
    }

    private void onePixel(float[] arena, int y, int x, int output) {
        int from = in.pixel(y * window.strideY(), x * window.strideX());
        FloatVector sum = load(bias, output);
        int[] offsets = rowOffsets;
        int w = output * offsets.length;
        for (int row = 0; row < offsets.length; row++, w += COUNT) {
            sum = FloatVector.broadcast(SPECIES, arena[from + offsets[row]]).fma(load(weights, w), sum);
        }
        sum.intoArray(arena, out.pixel(y, x) + output);
    }
}
