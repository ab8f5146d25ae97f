package io.microexp.engine;

/**
 * Pointwise convolution with the output channels innermost: {@code row[o] += x * weights[o]}, four input channels a
 * pass. A few pixels take turns on the same four rows of weights, which so stay in the first-level cache, as do the sums.
 */
final class ScalarRows implements Step {
    private static final int PIXELS = 6;

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
        return new Scratch(PIXELS, bias.length);
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x += PIXELS) {
                pixels(arena, scratch, y, x, Math.min(PIXELS, out.width() - x));
            }
        }
    }

    private void pixels(float[] arena, float[][] rows, int y, int x, int count) {
        for (int p = 0; p < count; p++) {
            System.arraycopy(bias, 0, rows[p], 0, bias.length);
        }
        accumulate(arena, in.pixel(y, x), rows, count);
        for (int p = 0; p < count; p++) {
            if (residual != null) {
                addResidual(arena, residual.pixel(y, x + p), rows[p]);
            }
            activation.apply(rows[p], 0, bias.length);
            System.arraycopy(rows[p], 0, arena, out.pixel(y, x + p), bias.length);
        }
    }

    private void accumulate(float[] arena, int from, float[][] rows, int count) {
        int inputs = in.channels();
        int i = 0;
        for (; i + 4 <= inputs; i += 4) {
            for (int p = 0; p < count; p++) {
                int at = from + p * in.pixelStride() + i;
                ScalarLoops.addFour(
                        rows[p],
                        weights[i],
                        weights[i + 1],
                        weights[i + 2],
                        weights[i + 3],
                        arena[at],
                        arena[at + 1],
                        arena[at + 2],
                        arena[at + 3],
                        bias.length);
            }
        }
        for (; i < inputs; i++) {
            for (int p = 0; p < count; p++) {
                ScalarLoops.add(rows[p], weights[i], arena[from + p * in.pixelStride() + i], bias.length);
            }
        }
    }

    private void addResidual(float[] arena, int from, float[] row) {
        for (int o = 0; o < residual.channels(); o++) {
            row[o] += arena[from + o];
        }
    }
}
