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

    /** What is added where there is no residual, so that the tiles need no case for it. */
    private static final float[] NO_RESIDUAL = new float[MAX_VECTORS * View.BLOCK];

    private final View in;
    private final View residual;
    private final View out;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;
    private final boolean swish;
    private final int sumStep;
    private final int outStep;

    VectorPointwise(Op.Conv conv, View in, View residual, View out) {
        boolean oneLine = in.isContiguous() && out.isContiguous() && (residual == null || residual.isContiguous());
        this.in = oneLine ? in.flattened() : in;
        this.out = oneLine ? out.flattened() : out;
        this.residual = oneLine && residual != null ? residual.flattened() : residual;
        this.bias = Packing.bias(conv);
        this.weights = Packing.panels(conv, COUNT, MAX_VECTORS);
        this.activation = conv.activation();
        this.swish = activation.kind() == Activation.Kind.SWISH;
        this.sumStep = residual == null ? 0 : residual.pixelStride();
        this.outStep = out.pixelStride();
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        int panel = 0;
        for (int output = 0; output < bias.length; ) {
            int vectors = Packing.panelVectors((bias.length - output) / COUNT, MAX_VECTORS);
            for (int y = 0; y < out.height(); y++) {
                line(arena, y, panel, output, vectors);
            }
            panel += vectors * COUNT * in.channels();
            output += vectors * COUNT;
        }
    }

    private void line(float[] arena, int y, int panel, int output, int vectors) {
        float[] sums = residual == null ? NO_RESIDUAL : arena;
        int x = 0;
        for (; x + PIXELS <= out.width(); x += PIXELS) {
            int from = in.pixel(y, x);
            int to = out.pixel(y, x) + output;
            int sum = residual == null ? 0 : residual.pixel(y, x) + output;
            switch (vectors) {
                case 3 -> tile6x3(arena, from, sums, sum, to, panel, output);
                case 2 -> tile6x2(arena, from, sums, sum, to, panel, output);
                default -> tile6x1(arena, from, sums, sum, to, panel, output);
            }
        }
        for (; x < out.width(); x++) {
            int sum = residual == null ? 0 : residual.pixel(y, x) + output;
            pixel(arena, in.pixel(y, x), sums, sum, out.pixel(y, x) + output, panel, output, vectors);
        }
    }

    private void tile6x3(float[] arena, int from, float[] sums, int sum, int to, int panel, int output) {
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
        finish(s00, sums, sum, arena, to);
        finish(s01, sums, sum + COUNT, arena, to + COUNT);
        finish(s02, sums, sum + 2 * COUNT, arena, to + 2 * COUNT);
        finish(s10, sums, sum + sumStep, arena, to + outStep);
        finish(s11, sums, sum + sumStep + COUNT, arena, to + outStep + COUNT);
        finish(s12, sums, sum + sumStep + 2 * COUNT, arena, to + outStep + 2 * COUNT);
        finish(s20, sums, sum + 2 * sumStep, arena, to + 2 * outStep);
        finish(s21, sums, sum + 2 * sumStep + COUNT, arena, to + 2 * outStep + COUNT);
        finish(s22, sums, sum + 2 * sumStep + 2 * COUNT, arena, to + 2 * outStep + 2 * COUNT);
        finish(s30, sums, sum + 3 * sumStep, arena, to + 3 * outStep);
        finish(s31, sums, sum + 3 * sumStep + COUNT, arena, to + 3 * outStep + COUNT);
        finish(s32, sums, sum + 3 * sumStep + 2 * COUNT, arena, to + 3 * outStep + 2 * COUNT);
        finish(s40, sums, sum + 4 * sumStep, arena, to + 4 * outStep);
        finish(s41, sums, sum + 4 * sumStep + COUNT, arena, to + 4 * outStep + COUNT);
        finish(s42, sums, sum + 4 * sumStep + 2 * COUNT, arena, to + 4 * outStep + 2 * COUNT);
        finish(s50, sums, sum + 5 * sumStep, arena, to + 5 * outStep);
        finish(s51, sums, sum + 5 * sumStep + COUNT, arena, to + 5 * outStep + COUNT);
        finish(s52, sums, sum + 5 * sumStep + 2 * COUNT, arena, to + 5 * outStep + 2 * COUNT);
    }

    private void tile6x2(float[] arena, int from, float[] sums, int sum, int to, int panel, int output) {
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
        finish(s00, sums, sum, arena, to);
        finish(s01, sums, sum + COUNT, arena, to + COUNT);
        finish(s10, sums, sum + sumStep, arena, to + outStep);
        finish(s11, sums, sum + sumStep + COUNT, arena, to + outStep + COUNT);
        finish(s20, sums, sum + 2 * sumStep, arena, to + 2 * outStep);
        finish(s21, sums, sum + 2 * sumStep + COUNT, arena, to + 2 * outStep + COUNT);
        finish(s30, sums, sum + 3 * sumStep, arena, to + 3 * outStep);
        finish(s31, sums, sum + 3 * sumStep + COUNT, arena, to + 3 * outStep + COUNT);
        finish(s40, sums, sum + 4 * sumStep, arena, to + 4 * outStep);
        finish(s41, sums, sum + 4 * sumStep + COUNT, arena, to + 4 * outStep + COUNT);
        finish(s50, sums, sum + 5 * sumStep, arena, to + 5 * outStep);
        finish(s51, sums, sum + 5 * sumStep + COUNT, arena, to + 5 * outStep + COUNT);
    }

    private void tile6x1(float[] arena, int from, float[] sums, int sum, int to, int panel, int output) {
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
        finish(s00, sums, sum, arena, to);
        finish(s10, sums, sum + sumStep, arena, to + outStep);
        finish(s20, sums, sum + 2 * sumStep, arena, to + 2 * outStep);
        finish(s30, sums, sum + 3 * sumStep, arena, to + 3 * outStep);
        finish(s40, sums, sum + 4 * sumStep, arena, to + 4 * outStep);
        finish(s50, sums, sum + 5 * sumStep, arena, to + 5 * outStep);
    }

    /** One pixel of a line whose width is no multiple of the tile's. */
    private void pixel(float[] arena, int from, float[] sums, int sum, int to, int panel, int output, int vectors) {
        int inputs = in.channels();
        for (int lane = 0; lane < vectors * COUNT; lane += COUNT) {
            FloatVector s = load(bias, output + lane);
            for (int i = 0; i < inputs; i++) {
                s = load(weights, panel + i * vectors * COUNT + lane)
                        .mul(arena[from + i])
                        .add(s);
            }
            finish(s, sums, sum + lane, arena, to + lane);
        }
    }

    private void finish(FloatVector sum, float[] sums, int residualAt, float[] arena, int to) {
        VectorLanes.store(sum.add(load(sums, residualAt)), activation, swish, arena, to);
    }
}
