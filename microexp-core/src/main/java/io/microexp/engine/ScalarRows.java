package io.microexp.engine;

/**
 * Pointwise convolution with the output channels innermost: {@code row[o] += x * weights[o]}, four input channels a
 * pass.
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
        return new Scratch(1, bias.length);
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        float[] row = scratch[0];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                System.arraycopy(bias, 0, row, 0, bias.length);
                accumulate(arena, in.pixel(y, x), row);
                if (residual != null) {
                    addResidual(arena, residual.pixel(y, x), row);
                }
                activation.apply(row, 0, bias.length);
                System.arraycopy(row, 0, arena, out.pixel(y, x), bias.length);
            }
        }
    }

    private void accumulate(float[] arena, int from, float[] row) {
        int inputs = in.channels();
        int i = 0;
        for (; i + 4 <= inputs; i += 4) {
            ScalarLoops.addFour(
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
            ScalarLoops.add(row, weights[i], arena[from + i], bias.length);
        }
    }

    private void addResidual(float[] arena, int from, float[] row) {
        for (int o = 0; o < residual.channels(); o++) {
            row[o] += arena[from + o];
        }
    }
}
