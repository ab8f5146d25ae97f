package io.microexp.engine;

import static io.microexp.engine.VectorLanes.COUNT;
import static io.microexp.engine.VectorLanes.SPECIES;
import static io.microexp.engine.VectorLanes.load;

import jdk.incubator.vector.FloatVector;

/**
 * Pointwise convolution as a register-blocked matrix product: a tile of six pixels by up to three vectors of output
 * channels stays in registers while the input channels pass by; each takes one load of weights and one broadcast of
 * each pixel. Weights lie in panels, one per column of tiles, in the order in which a tile reads them.
 */
final class VectorPointwise implements Step {
    private static final int PIXELS = 6;

    /** Vectors in a tile: 6 x 3 sums fit the 32 registers of AVX-512 and Neon, 6 x 2 the 16 of AVX2. */
    private static final int MAX_VECTORS = SPECIES.vectorBitSize() == 256 ? 2 : 3;

    private final View in;
    private final View residual;
    private final View out;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;
    private final int outStep;

    VectorPointwise(Op.Conv conv, View in, View residual, View out) {
        boolean oneLine = in.isContiguous() && out.isContiguous() && (residual == null || residual.isContiguous());
        this.in = oneLine ? in.flattened() : in;
        this.out = oneLine ? out.flattened() : out;
        this.residual = oneLine && residual != null ? residual.flattened() : residual;
        this.bias = Packing.bias(conv);
        this.weights = Packing.panels(conv, COUNT, MAX_VECTORS);
        this.activation = conv.activation();
        this.outStep = out.pixelStride();
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        int panel = 0;
        for (int output = 0; output < bias.length; ) {
            int vectors = Packing.panelVectors((bias.length - output) / COUNT, MAX_VECTORS);
            for (int y = 0; y < out.height(); y++) {
                line(arena, y, panel, output, vectors);
                if (residual != null) {
                    VectorLanes.add(
                            arena,
                            residual.line(y) + output,
                            residual.pixelStride(),
                            out.line(y) + output,
                            outStep,
                            out.width(),
                            vectors * COUNT);
                }
                VectorLanes.activate(activation, arena, out.line(y) + output, out.width(), outStep, vectors * COUNT);
            }
            panel += vectors * COUNT * in.channels();
            output += vectors * COUNT;
        }
    }

    private void line(float[] arena, int y, int panel, int output, int vectors) {
        int x = 0;
        for (; x + PIXELS <= out.width(); x += PIXELS) {
            int from = in.pixel(y, x);
            int to = out.pixel(y, x) + output;
            switch (vectors) {
                case 3 -> tile6x3(arena, from, to, panel, output);
                case 2 -> tile6x2(arena, from, to, panel, output);
                default -> tile6x1(arena, from, to, panel, output);
            }
        }
        for (; x < out.width(); x++) {
            pixel(arena, in.pixel(y, x), out.pixel(y, x) + output, panel, output, vectors);
        }
    }

    private void tile6x3(float[] arena, int from, int to, int panel, int output) {
        int inputs = in.channels();
        int inStep = in.pixelStride();
        FloatVector bias0 = load(bias, output);
        FloatVector bias1 = load(bias, output + COUNT);
        FloatVector bias2 = load(bias, output + 2 * COUNT);
        FloatVector s00 = bias0;
        FloatVector s01 = bias1;
        FloatVector s02 = bias2;
        FloatVector s10 = bias0;
        FloatVector s11 = bias1;
        FloatVector s12 = bias2;
        FloatVector s20 = bias0;
        FloatVector s21 = bias1;
        FloatVector s22 = bias2;
        FloatVector s30 = bias0;
        FloatVector s31 = bias1;
        FloatVector s32 = bias2;
        FloatVector s40 = bias0;
        FloatVector s41 = bias1;
        FloatVector s42 = bias2;
        FloatVector s50 = bias0;
        FloatVector s51 = bias1;
        FloatVector s52 = bias2;
        for (int i = 0, w = panel; i < inputs; i++, w += 3 * COUNT) {
            FloatVector w0 = load(weights, w);
            FloatVector w1 = load(weights, w + COUNT);
            FloatVector w2 = load(weights, w + 2 * COUNT);
            FloatVector x0 = FloatVector.broadcast(SPECIES, arena[from + i]);
            s00 = x0.fma(w0, s00);
            s01 = x0.fma(w1, s01);
            s02 = x0.fma(w2, s02);
            FloatVector x1 = FloatVector.broadcast(SPECIES, arena[from + inStep + i]);
            s10 = x1.fma(w0, s10);
            s11 = x1.fma(w1, s11);
            s12 = x1.fma(w2, s12);
            FloatVector x2 = FloatVector.broadcast(SPECIES, arena[from + 2 * inStep + i]);
            s20 = x2.fma(w0, s20);
            s21 = x2.fma(w1, s21);
            s22 = x2.fma(w2, s22);
            FloatVector x3 = FloatVector.broadcast(SPECIES, arena[from + 3 * inStep + i]);
            s30 = x3.fma(w0, s30);
            s31 = x3.fma(w1, s31);
            s32 = x3.fma(w2, s32);
            FloatVector x4 = FloatVector.broadcast(SPECIES, arena[from + 4 * inStep + i]);
            s40 = x4.fma(w0, s40);
            s41 = x4.fma(w1, s41);
            s42 = x4.fma(w2, s42);
            FloatVector x5 = FloatVector.broadcast(SPECIES, arena[from + 5 * inStep + i]);
            s50 = x5.fma(w0, s50);
            s51 = x5.fma(w1, s51);
            s52 = x5.fma(w2, s52);
        }
        s00.intoArray(arena, to);
        s01.intoArray(arena, to + COUNT);
        s02.intoArray(arena, to + 2 * COUNT);
        s10.intoArray(arena, to + outStep);
        s11.intoArray(arena, to + outStep + COUNT);
        s12.intoArray(arena, to + outStep + 2 * COUNT);
        s20.intoArray(arena, to + 2 * outStep);
        s21.intoArray(arena, to + 2 * outStep + COUNT);
        s22.intoArray(arena, to + 2 * outStep + 2 * COUNT);
        s30.intoArray(arena, to + 3 * outStep);
        s31.intoArray(arena, to + 3 * outStep + COUNT);
        s32.intoArray(arena, to + 3 * outStep + 2 * COUNT);
        s40.intoArray(arena, to + 4 * outStep);
        s41.intoArray(arena, to + 4 * outStep + COUNT);
        s42.intoArray(arena, to + 4 * outStep + 2 * COUNT);
        s50.intoArray(arena, to + 5 * outStep);
        s51.intoArray(arena, to + 5 * outStep + COUNT);
        s52.intoArray(arena, to + 5 * outStep + 2 * COUNT);
    }

    private void tile6x2(float[] arena, int from, int to, int panel, int output) {
        int inputs = in.channels();
        int inStep = in.pixelStride();
        FloatVector bias0 = load(bias, output);
        FloatVector bias1 = load(bias, output + COUNT);
        FloatVector s00 = bias0;
        FloatVector s01 = bias1;
        FloatVector s10 = bias0;
        FloatVector s11 = bias1;
        FloatVector s20 = bias0;
        FloatVector s21 = bias1;
        FloatVector s30 = bias0;
        FloatVector s31 = bias1;
        FloatVector s40 = bias0;
        FloatVector s41 = bias1;
        FloatVector s50 = bias0;
        FloatVector s51 = bias1;
        for (int i = 0, w = panel; i < inputs; i++, w += 2 * COUNT) {
            FloatVector w0 = load(weights, w);
            FloatVector w1 = load(weights, w + COUNT);
            FloatVector x0 = FloatVector.broadcast(SPECIES, arena[from + i]);
            s00 = x0.fma(w0, s00);
            s01 = x0.fma(w1, s01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, arena[from + inStep + i]);
            s10 = x1.fma(w0, s10);
            s11 = x1.fma(w1, s11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, arena[from + 2 * inStep + i]);
            s20 = x2.fma(w0, s20);
            s21 = x2.fma(w1, s21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, arena[from + 3 * inStep + i]);
            s30 = x3.fma(w0, s30);
            s31 = x3.fma(w1, s31);
            FloatVector x4 = FloatVector.broadcast(SPECIES, arena[from + 4 * inStep + i]);
            s40 = x4.fma(w0, s40);
            s41 = x4.fma(w1, s41);
            FloatVector x5 = FloatVector.broadcast(SPECIES, arena[from + 5 * inStep + i]);
            s50 = x5.fma(w0, s50);
            s51 = x5.fma(w1, s51);
        }
        s00.intoArray(arena, to);
        s01.intoArray(arena, to + COUNT);
        s10.intoArray(arena, to + outStep);
        s11.intoArray(arena, to + outStep + COUNT);
        s20.intoArray(arena, to + 2 * outStep);
        s21.intoArray(arena, to + 2 * outStep + COUNT);
        s30.intoArray(arena, to + 3 * outStep);
        s31.intoArray(arena, to + 3 * outStep + COUNT);
        s40.intoArray(arena, to + 4 * outStep);
        s41.intoArray(arena, to + 4 * outStep + COUNT);
        s50.intoArray(arena, to + 5 * outStep);
        s51.intoArray(arena, to + 5 * outStep + COUNT);
    }

    private void tile6x1(float[] arena, int from, int to, int panel, int output) {
        int inputs = in.channels();
        int inStep = in.pixelStride();
        FloatVector bias0 = load(bias, output);
        FloatVector s00 = bias0;
        FloatVector s10 = bias0;
        FloatVector s20 = bias0;
        FloatVector s30 = bias0;
        FloatVector s40 = bias0;
        FloatVector s50 = bias0;
        for (int i = 0, w = panel; i < inputs; i++, w += COUNT) {
            FloatVector w0 = load(weights, w);
            FloatVector x0 = FloatVector.broadcast(SPECIES, arena[from + i]);
            s00 = x0.fma(w0, s00);
            FloatVector x1 = FloatVector.broadcast(SPECIES, arena[from + inStep + i]);
            s10 = x1.fma(w0, s10);
            FloatVector x2 = FloatVector.broadcast(SPECIES, arena[from + 2 * inStep + i]);
            s20 = x2.fma(w0, s20);
            FloatVector x3 = FloatVector.broadcast(SPECIES, arena[from + 3 * inStep + i]);
            s30 = x3.fma(w0, s30);
            FloatVector x4 = FloatVector.broadcast(SPECIES, arena[from + 4 * inStep + i]);
            s40 = x4.fma(w0, s40);
            FloatVector x5 = FloatVector.broadcast(SPECIES, arena[from + 5 * inStep + i]);
            s50 = x5.fma(w0, s50);
        }
        s00.intoArray(arena, to);
        s10.intoArray(arena, to + outStep);
        s20.intoArray(arena, to + 2 * outStep);
        s30.intoArray(arena, to + 3 * outStep);
        s40.intoArray(arena, to + 4 * outStep);
        s50.intoArray(arena, to + 5 * outStep);
    }

    /** One pixel of a line whose width is no multiple of the tile's. */
    private void pixel(float[] arena, int from, int to, int panel, int output, int vectors) {
        int inputs = in.channels();
        for (int lane = 0; lane < vectors * COUNT; lane += COUNT) {
            FloatVector s = load(bias, output + lane);
            for (int i = 0; i < inputs; i++) {
                s = load(weights, panel + i * vectors * COUNT + lane)
                        .mul(arena[from + i])
                        .add(s);
            }
            s.intoArray(arena, to + lane);
        }
    }
}
