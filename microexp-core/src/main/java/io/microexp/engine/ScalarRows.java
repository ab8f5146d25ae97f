package io.microexp.engine;

/**
 * Pointwise convolution with the output channels innermost: {@code row[o] += x * weights[o]}, two pixels and four input
 * channels a pass, so that one load of weights serves two products.
 */
final class ScalarRows implements Step {
    private final View in;
    private final View residual;
    private final View out;
    private final float[][] weights;
    private final float[] bias;
    private final Activation activation;

    ScalarRows(Op.Conv conv, View in, View residual, View out) {
        this.in = in;
        this.residual = residual;
        this.out = out;
        this.weights = Packing.rows(conv);
        this.bias = Packing.bias(conv);
        this.activation = conv.activation();
    }

    @Override
    public Scratch scratch() {
        return new Scratch(2, bias.length);
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        for (int y = 0; y < out.height(); y++) {
            int x = 0;
            for (; x + 2 <= out.width(); x += 2) {
                start(arena, scratch[0], y, x);
                start(arena, scratch[1], y, x + 1);
                accumulateTwo(arena, in.pixel(y, x), scratch[0], scratch[1]);
                finish(arena, scratch[0], y, x);
                finish(arena, scratch[1], y, x + 1);
            }
            if (x < out.width()) {
                start(arena, scratch[0], y, x);
                accumulateOne(arena, in.pixel(y, x), scratch[0]);
                finish(arena, scratch[0], y, x);
            }
        }
    }

    private void start(float[] arena, float[] row, int y, int x) {
        System.arraycopy(bias, 0, row, 0, bias.length);
        if (residual != null) {
            int from = residual.pixel(y, x);
            for (int o = 0; o < residual.channels(); o++) {
                row[o] += arena[from + o];
            }
        }
    }

    private void finish(float[] arena, float[] row, int y, int x) {
        activation.apply(row, 0, bias.length);
        System.arraycopy(row, 0, arena, out.pixel(y, x), bias.length);
    }

    private void accumulateTwo(float[] arena, int from, float[] row0, float[] row1) {
        int inputs = in.channels();
        int next = from + in.pixelStride();
        int i = 0;
        for (; i + 4 <= inputs; i += 4) {
            addFourTwice(
                    row0,
                    row1,
                    weights[i],
                    weights[i + 1],
                    weights[i + 2],
                    weights[i + 3],
                    arena[from + i],
                    arena[from + i + 1],
                    arena[from + i + 2],
                    arena[from + i + 3],
                    arena[next + i],
                    arena[next + i + 1],
                    arena[next + i + 2],
                    arena[next + i + 3],
                    bias.length);
        }
        for (; i < inputs; i++) {
            addOne(row0, weights[i], arena[from + i], bias.length);
            addOne(row1, weights[i], arena[next + i], bias.length);
        }
    }

    private void accumulateOne(float[] arena, int from, float[] row) {
        int inputs = in.channels();
        int i = 0;
        for (; i + 4 <= inputs; i += 4) {
            addFour(
                    row,
                    weights[i],
                    weights[i + 1],
                    weights[i + 2],
                    weights[i + 3],
                    arena[from + i],
                    arena[from + i + 1],
                    arena[from + i + 2],
                    arena[from + i + 3],
                    bias.length);
        }
        for (; i < inputs; i++) {
            addOne(row, weights[i], arena[from + i], bias.length);
        }
    }

    /** {@code row0 += a . w; row1 += b . w} for four weight rows. */
    static void addFourTwice(
            float[] row0,
            float[] row1,
            float[] w0,
            float[] w1,
            float[] w2,
            float[] w3,
            float a0,
            float a1,
            float a2,
            float a3,
            float b0,
            float b1,
            float b2,
            float b3,
            int count) {
        for (int o = 0; o < count; o++) {
            row0[o] += a0 * w0[o] + a1 * w1[o] + a2 * w2[o] + a3 * w3[o];
            row1[o] += b0 * w0[o] + b1 * w1[o] + b2 * w2[o] + b3 * w3[o];
        }
    }

    static void addFour(
            float[] row,
            float[] w0,
            float[] w1,
            float[] w2,
            float[] w3,
            float a0,
            float a1,
            float a2,
            float a3,
            int count) {
        for (int o = 0; o < count; o++) {
            row[o] += a0 * w0[o] + a1 * w1[o] + a2 * w2[o] + a3 * w3[o];
        }
    }

    static void addOne(float[] row, float[] w, float a, int count) {
        for (int o = 0; o < count; o++) {
            row[o] += a * w[o];
        }
    }
}
