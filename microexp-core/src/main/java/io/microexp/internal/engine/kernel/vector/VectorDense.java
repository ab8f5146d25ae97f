package io.microexp.internal.engine.kernel.vector;

import static io.microexp.internal.engine.kernel.vector.VectorLanes.COUNT;
import static io.microexp.internal.engine.kernel.vector.VectorLanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.WeightPacking;
import io.microexp.internal.engine.kernel.Workspace;
import jdk.incubator.vector.FloatVector;

/**
 * Convolution of one group and any window, 1x1 included, as register-blocked GEMM. A tile of six output pixels, or three
 * at the end, by one or two vectors of output channels stays in registers. Each step of the inner loop loads one or
 * two vectors of weights and broadcasts one input value per pixel. Weights are packed into panels, one per column of
 * tiles, in the order in which a tile reads them.
 *
 * <p>The input under a window is read in runs of adjacent floats: one per line of the window, or one per tap if the
 * channels are padded. Within a run all indices grow by one, so C2 checks them before the loop and not inside it. Between
 * runs the sums wait in the arena, since on Java 17 sums that live across nested loops are boxed.
 *
 * <p>The tiles are written out because C2 keeps vectors in registers only as local variables: in an array, or passed to
 * a method that it does not inline, each would be boxed.
 */
final class VectorDense implements Kernel {
    private static final int PIXELS = 6;
    private static final int FEW_PIXELS = 3;

    /** Pixels that are finished together, while they are in the first-level cache. */
    private static final int BLOCK = 4 * PIXELS;

    /**
     * Vectors per tile. Six by two sums keep two units of four cycles each busy and fit the 16 registers of AVX2. Six by
     * three, which would fit those of AVX-512 and Neon, make too large a graph for C2: see {@link VectorLanes}.
     */
    private static final int MAX_VECTORS = 2;

    private final int pixels;
    private final int[] from;
    private final int[] runs;
    private final int runLength;
    private final int[] residual;
    private final int[] to;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;

    VectorDense(Op.Conv conv, View in, View residual, View out) {
        this.pixels = out.pixels();
        // the last tile may compute its last pixel more than once
        this.from = WeightPacking.windowOffsets(conv.window(), in, out, PIXELS);
        this.runs = WeightPacking.runOffsets(conv.window(), in);
        this.runLength = conv.window().taps() * in.channels() / runs.length;
        this.residual = residual == null ? null : WeightPacking.pixelOffsets(residual, 0);
        this.to = WeightPacking.pixelOffsets(out, PIXELS);
        this.bias = WeightPacking.bias(conv, COUNT);
        this.weights = WeightPacking.panels(conv, COUNT, MAX_VECTORS);
        this.activation = conv.activation();
    }

    @Override
    public void run(Workspace workspace) {
        run(workspace.arena());
    }

    @Override
    public void rehearse() {
        run(VectorLanes.NO_ARENA);
    }

    private void run(float[] arena) {
        int panel = 0;
        for (int output = 0; output < bias.length; ) {
            int vectors = Math.min((bias.length - output) / COUNT, MAX_VECTORS);
            for (int first = 0; first < pixels; first += BLOCK) {
                int end = Math.min(first + BLOCK, pixels);
                for (int run = 0; run < runs.length; run++) {
                    multiply(arena, first, end, run, panel + run * runLength * vectors * COUNT, output, vectors);
                }
                if (residual != null) {
                    VectorLanes.add(arena, residual, to, first, end, output, vectors * COUNT);
                }
                VectorLanes.activate(activation, arena, to, first, end, output, vectors * COUNT);
            }
            panel += vectors * COUNT * runs.length * runLength;
            output += vectors * COUNT;
        }
    }

    private void multiply(float[] arena, int first, int end, int run, int panel, int output, int vectors) {
        // chosen here and not inside the tiles: C2 would omit a branch not taken so far, and recompile the tile when a
        // window of several runs takes it
        float[] sums = run == 0 ? bias : arena;
        int resumed = run == 0 ? 0 : 1;
        int pixel = first;
        for (; end - pixel > FEW_PIXELS; pixel += PIXELS) {
            if (vectors == MAX_VECTORS) {
                tile6x2(arena, sums, resumed, pixel, run, panel, output);
            } else {
                tile6x1(arena, sums, resumed, pixel, run, panel, output);
            }
        }
        if (pixel < end) {
            if (vectors == MAX_VECTORS) {
                tile3x2(arena, sums, resumed, pixel, run, panel, output);
            } else {
                tile3x1(arena, sums, resumed, pixel, run, panel, output);
            }
        }
    }

    private void tile6x2(float[] arena, float[] sums, int resumed, int pixel, int run, int panel, int output) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int length = runLength;
        int x0 = from[pixel] + runs[run];
        int x1 = from[pixel + 1] + runs[run];
        int x2 = from[pixel + 2] + runs[run];
        int x3 = from[pixel + 3] + runs[run];
        int x4 = from[pixel + 4] + runs[run];
        int x5 = from[pixel + 5] + runs[run];
        int y0 = to[pixel] + output;
        int y1 = to[pixel + 1] + output;
        int y2 = to[pixel + 2] + output;
        int y3 = to[pixel + 3] + output;
        int y4 = to[pixel + 4] + output;
        int y5 = to[pixel + 5] + output;
        int s0 = output + resumed * to[pixel];
        int s1 = output + resumed * to[pixel + 1];
        int s2 = output + resumed * to[pixel + 2];
        int s3 = output + resumed * to[pixel + 3];
        int s4 = output + resumed * to[pixel + 4];
        int s5 = output + resumed * to[pixel + 5];
        FloatVector s00 = fromArray(SPECIES, sums, s0);
        FloatVector s01 = fromArray(SPECIES, sums, s0 + COUNT);
        FloatVector s10 = fromArray(SPECIES, sums, s1);
        FloatVector s11 = fromArray(SPECIES, sums, s1 + COUNT);
        FloatVector s20 = fromArray(SPECIES, sums, s2);
        FloatVector s21 = fromArray(SPECIES, sums, s2 + COUNT);
        FloatVector s30 = fromArray(SPECIES, sums, s3);
        FloatVector s31 = fromArray(SPECIES, sums, s3 + COUNT);
        FloatVector s40 = fromArray(SPECIES, sums, s4);
        FloatVector s41 = fromArray(SPECIES, sums, s4 + COUNT);
        FloatVector s50 = fromArray(SPECIES, sums, s5);
        FloatVector s51 = fromArray(SPECIES, sums, s5 + COUNT);
        for (int i = 0, w = panel; i < length; i++, w += 2 * COUNT) {
            FloatVector w0 = fromArray(SPECIES, weights, w);
            FloatVector w1 = fromArray(SPECIES, weights, w + COUNT);
            FloatVector v0 = FloatVector.broadcast(SPECIES, arena[x0 + i]);
            s00 = v0.fma(w0, s00);
            s01 = v0.fma(w1, s01);
            FloatVector v1 = FloatVector.broadcast(SPECIES, arena[x1 + i]);
            s10 = v1.fma(w0, s10);
            s11 = v1.fma(w1, s11);
            FloatVector v2 = FloatVector.broadcast(SPECIES, arena[x2 + i]);
            s20 = v2.fma(w0, s20);
            s21 = v2.fma(w1, s21);
            FloatVector v3 = FloatVector.broadcast(SPECIES, arena[x3 + i]);
            s30 = v3.fma(w0, s30);
            s31 = v3.fma(w1, s31);
            FloatVector v4 = FloatVector.broadcast(SPECIES, arena[x4 + i]);
            s40 = v4.fma(w0, s40);
            s41 = v4.fma(w1, s41);
            FloatVector v5 = FloatVector.broadcast(SPECIES, arena[x5 + i]);
            s50 = v5.fma(w0, s50);
            s51 = v5.fma(w1, s51);
        }
        s00.intoArray(arena, y0);
        s01.intoArray(arena, y0 + COUNT);
        s10.intoArray(arena, y1);
        s11.intoArray(arena, y1 + COUNT);
        s20.intoArray(arena, y2);
        s21.intoArray(arena, y2 + COUNT);
        s30.intoArray(arena, y3);
        s31.intoArray(arena, y3 + COUNT);
        s40.intoArray(arena, y4);
        s41.intoArray(arena, y4 + COUNT);
        s50.intoArray(arena, y5);
        s51.intoArray(arena, y5 + COUNT);
    }

    private void tile6x1(float[] arena, float[] sums, int resumed, int pixel, int run, int panel, int output) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int length = runLength;
        int x0 = from[pixel] + runs[run];
        int x1 = from[pixel + 1] + runs[run];
        int x2 = from[pixel + 2] + runs[run];
        int x3 = from[pixel + 3] + runs[run];
        int x4 = from[pixel + 4] + runs[run];
        int x5 = from[pixel + 5] + runs[run];
        int y0 = to[pixel] + output;
        int y1 = to[pixel + 1] + output;
        int y2 = to[pixel + 2] + output;
        int y3 = to[pixel + 3] + output;
        int y4 = to[pixel + 4] + output;
        int y5 = to[pixel + 5] + output;
        int s0 = output + resumed * to[pixel];
        int s1 = output + resumed * to[pixel + 1];
        int s2 = output + resumed * to[pixel + 2];
        int s3 = output + resumed * to[pixel + 3];
        int s4 = output + resumed * to[pixel + 4];
        int s5 = output + resumed * to[pixel + 5];
        FloatVector s00 = fromArray(SPECIES, sums, s0);
        FloatVector s10 = fromArray(SPECIES, sums, s1);
        FloatVector s20 = fromArray(SPECIES, sums, s2);
        FloatVector s30 = fromArray(SPECIES, sums, s3);
        FloatVector s40 = fromArray(SPECIES, sums, s4);
        FloatVector s50 = fromArray(SPECIES, sums, s5);
        for (int i = 0, w = panel; i < length; i++, w += COUNT) {
            FloatVector w0 = fromArray(SPECIES, weights, w);
            FloatVector v0 = FloatVector.broadcast(SPECIES, arena[x0 + i]);
            s00 = v0.fma(w0, s00);
            FloatVector v1 = FloatVector.broadcast(SPECIES, arena[x1 + i]);
            s10 = v1.fma(w0, s10);
            FloatVector v2 = FloatVector.broadcast(SPECIES, arena[x2 + i]);
            s20 = v2.fma(w0, s20);
            FloatVector v3 = FloatVector.broadcast(SPECIES, arena[x3 + i]);
            s30 = v3.fma(w0, s30);
            FloatVector v4 = FloatVector.broadcast(SPECIES, arena[x4 + i]);
            s40 = v4.fma(w0, s40);
            FloatVector v5 = FloatVector.broadcast(SPECIES, arena[x5 + i]);
            s50 = v5.fma(w0, s50);
        }
        s00.intoArray(arena, y0);
        s10.intoArray(arena, y1);
        s20.intoArray(arena, y2);
        s30.intoArray(arena, y3);
        s40.intoArray(arena, y4);
        s50.intoArray(arena, y5);
    }

    private void tile3x2(float[] arena, float[] sums, int resumed, int pixel, int run, int panel, int output) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int length = runLength;
        int x0 = from[pixel] + runs[run];
        int x1 = from[pixel + 1] + runs[run];
        int x2 = from[pixel + 2] + runs[run];
        int y0 = to[pixel] + output;
        int y1 = to[pixel + 1] + output;
        int y2 = to[pixel + 2] + output;
        int s0 = output + resumed * to[pixel];
        int s1 = output + resumed * to[pixel + 1];
        int s2 = output + resumed * to[pixel + 2];
        FloatVector s00 = fromArray(SPECIES, sums, s0);
        FloatVector s01 = fromArray(SPECIES, sums, s0 + COUNT);
        FloatVector s10 = fromArray(SPECIES, sums, s1);
        FloatVector s11 = fromArray(SPECIES, sums, s1 + COUNT);
        FloatVector s20 = fromArray(SPECIES, sums, s2);
        FloatVector s21 = fromArray(SPECIES, sums, s2 + COUNT);
        for (int i = 0, w = panel; i < length; i++, w += 2 * COUNT) {
            FloatVector w0 = fromArray(SPECIES, weights, w);
            FloatVector w1 = fromArray(SPECIES, weights, w + COUNT);
            FloatVector v0 = FloatVector.broadcast(SPECIES, arena[x0 + i]);
            s00 = v0.fma(w0, s00);
            s01 = v0.fma(w1, s01);
            FloatVector v1 = FloatVector.broadcast(SPECIES, arena[x1 + i]);
            s10 = v1.fma(w0, s10);
            s11 = v1.fma(w1, s11);
            FloatVector v2 = FloatVector.broadcast(SPECIES, arena[x2 + i]);
            s20 = v2.fma(w0, s20);
            s21 = v2.fma(w1, s21);
        }
        s00.intoArray(arena, y0);
        s01.intoArray(arena, y0 + COUNT);
        s10.intoArray(arena, y1);
        s11.intoArray(arena, y1 + COUNT);
        s20.intoArray(arena, y2);
        s21.intoArray(arena, y2 + COUNT);
    }

    private void tile3x1(float[] arena, float[] sums, int resumed, int pixel, int run, int panel, int output) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int length = runLength;
        int x0 = from[pixel] + runs[run];
        int x1 = from[pixel + 1] + runs[run];
        int x2 = from[pixel + 2] + runs[run];
        int y0 = to[pixel] + output;
        int y1 = to[pixel + 1] + output;
        int y2 = to[pixel + 2] + output;
        int s0 = output + resumed * to[pixel];
        int s1 = output + resumed * to[pixel + 1];
        int s2 = output + resumed * to[pixel + 2];
        FloatVector s00 = fromArray(SPECIES, sums, s0);
        FloatVector s10 = fromArray(SPECIES, sums, s1);
        FloatVector s20 = fromArray(SPECIES, sums, s2);
        for (int i = 0, w = panel; i < length; i++, w += COUNT) {
            FloatVector w0 = fromArray(SPECIES, weights, w);
            FloatVector v0 = FloatVector.broadcast(SPECIES, arena[x0 + i]);
            s00 = v0.fma(w0, s00);
            FloatVector v1 = FloatVector.broadcast(SPECIES, arena[x1 + i]);
            s10 = v1.fma(w0, s10);
            FloatVector v2 = FloatVector.broadcast(SPECIES, arena[x2 + i]);
            s20 = v2.fma(w0, s20);
        }
        s00.intoArray(arena, y0);
        s10.intoArray(arena, y1);
        s20.intoArray(arena, y2);
    }
}
