package io.microexp.internal.engine;

/**
 * Pointwise convolution with the output channels innermost: {@code row[o] += x * weights[o]}, two input channels into
 * three pixels a pass. Many pixels take turns on the same two rows of weights, a single pixel takes four at a time. Weights
 * are copied into scratch rows first: all of those lie alike to the cache lines, and a loop whose arrays lie differently
 * takes half as long again.
 */
final class ScalarRows implements Step {
    /** Rows of weights that a single pixel takes at a time. */
    private static final int SINGLE = 4;

    private final View in;
    private final View residual;
    private final View out;
    private final int[] inOffsets;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;
    private final int pixels;
    private final int rounded;

    ScalarRows(Op.Conv conv, View in, View residual, View out) {
        this.in = in;
        this.residual = residual;
        this.out = out;
        this.inOffsets = Packing.pixelOffsets(in, 2);
        this.weights = Packing.rows(conv);
        this.bias = Packing.bias(conv);
        this.activation = conv.activation();
        this.pixels = ScalarLoops.share(out.pixels(), ScalarLoops.SUMS / bias.length);
        this.rounded = pixels == 1 ? 1 : (pixels + 2) / 3 * 3;
    }

    @Override
    public Scratch scratch() {
        return new Scratch(rounded + SINGLE, bias.length);
    }

    @Override
    public void run(float[] arena, ScratchRows scratch) {
        for (int first = 0; first < out.pixels(); first += pixels) {
            int count = Math.min(pixels, out.pixels() - first);
            for (int p = 0; p < rounded; p++) {
                System.arraycopy(bias, 0, scratch.row(p), scratch.start(), bias.length);
            }
            if (pixels == 1) {
                accumulatePixel(arena, scratch, inOffsets[first]);
            } else {
                accumulatePixels(arena, scratch, first, count);
            }
            for (int p = 0; p < count; p++) {
                finish(arena, scratch.row(p), scratch.start(), (first + p) / out.width(), (first + p) % out.width());
            }
        }
    }

    private void accumulatePixels(float[] arena, ScratchRows scratch, int first, int count) {
        int start = scratch.start();
        float[] row0 = scratch.row(rounded);
        float[] row1 = scratch.row(rounded + 1);
        int i = 0;
        for (; i + 2 <= in.channels(); i += 2) {
            load(i, row0, start);
            load(i + 1, row1, start);
            for (int p = 0; p < count; p += 3) {
                int at0 = inOffsets[first + p] + i;
                int at1 = inOffsets[first + p + 1] + i;
                int at2 = inOffsets[first + p + 2] + i;
                ScalarLoops.addTwoToThree(
                        scratch.row(p),
                        scratch.row(p + 1),
                        scratch.row(p + 2),
                        row0,
                        row1,
                        arena[at0],
                        arena[at0 + 1],
                        arena[at1],
                        arena[at1 + 1],
                        arena[at2],
                        arena[at2 + 1],
                        start,
                        bias.length);
            }
        }
        if (i < in.channels()) {
            load(i, row0, start);
            for (int p = 0; p < count; p++) {
                ScalarLoops.add(scratch.row(p), row0, arena[inOffsets[first + p] + i], start, bias.length);
            }
        }
    }

    private void accumulatePixel(float[] arena, ScratchRows scratch, int from) {
        int start = scratch.start();
        float[] sum = scratch.row(0);
        int i = 0;
        for (; i + SINGLE <= in.channels(); i += SINGLE) {
            for (int row = 0; row < SINGLE; row++) {
                load(i + row, scratch.row(rounded + row), start);
            }
            ScalarLoops.addFour(
                    sum,
                    scratch.row(rounded),
                    scratch.row(rounded + 1),
                    scratch.row(rounded + 2),
                    scratch.row(rounded + 3),
                    arena[from + i],
                    arena[from + i + 1],
                    arena[from + i + 2],
                    arena[from + i + 3],
                    start,
                    bias.length);
        }
        for (; i < in.channels(); i++) {
            load(i, scratch.row(rounded), start);
            ScalarLoops.add(sum, scratch.row(rounded), arena[from + i], start, bias.length);
        }
    }

    private void load(int input, float[] row, int start) {
        System.arraycopy(weights, input * bias.length, row, start, bias.length);
    }

    private void finish(float[] arena, float[] row, int start, int y, int x) {
        if (residual != null) {
            int from = residual.pixel(y, x);
            for (int o = 0; o < residual.channels(); o++) {
                row[start + o] += arena[from + o];
            }
        }
        activation.apply(row, start - 1, bias.length + 1);
        System.arraycopy(row, start, arena, out.pixel(y, x), out.pixelStride());
    }
}
