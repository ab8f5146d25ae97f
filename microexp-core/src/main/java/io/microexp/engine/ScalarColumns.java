package io.microexp.engine;

import java.util.Arrays;

/**
 * Convolution of one group with the pixels innermost: a block of output pixels is gathered as one row per input channel
 * and tap, and {@code column[p] += weight * row[p]} for four rows a pass. For few output channels this makes longer loops than {@link ScalarRows}; the transposition costs about one product per element.
 */
final class ScalarColumns implements Step {
    /** Fewer output channels than this are not worth a loop of their own. */
    static final int MIN_ROW = 64;

    /** Pixels of a block: long enough to vectorise well, short enough for its rows to stay in the caches. */
    private static final int BLOCK = 576;

    private final View in;
    private final View residual;
    private final View out;
    private final Window window;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;
    private final int[] rowOffsets;
    private final int block;

    ScalarColumns(Op.Conv conv, View in, View residual, View out) {
        this.in = in.bordered(conv.window().padding());
        this.residual = residual;
        this.out = out;
        this.window = conv.window();
        this.bias = conv.bias();
        this.activation = conv.activation();
        this.rowOffsets = Packing.rowOffsets(window, in);
        this.weights = pack(conv, rowOffsets.length);
        this.block = Math.min(BLOCK, out.pixels());
    }

    /** [output channels][rows] in one array. */
    private static float[] pack(Op.Conv conv, int rows) {
        float[][] byRow = Packing.rows(conv);
        float[] packed = new float[conv.bias().length * rows];
        for (int o = 0; o < conv.bias().length; o++) {
            for (int row = 0; row < rows; row++) {
                packed[o * rows + row] = byRow[row][o];
            }
        }
        return packed;
    }

    @Override
    public Scratch scratch() {
        return new Scratch(rowOffsets.length + 1, block);
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        float[] column = scratch[rowOffsets.length];
        for (int first = 0; first < out.pixels(); first += block) {
            int count = Math.min(block, out.pixels() - first);
            gather(arena, scratch, first, count);
            for (int output = 0; output < bias.length; output++) {
                Arrays.fill(column, 0, count, bias[output]);
                accumulate(scratch, column, output, count);
                if (residual != null) {
                    addResidual(arena, column, output, first, count);
                }
                activation.apply(column, 0, count);
                scatter(arena, column, output, first, count);
            }
        }
    }

    /** Copies a block of pixels into one scratch row per channel and tap, a stretch of an output line at a time. */
    private void gather(float[] arena, float[][] scratch, int first, int count) {
        int step = window.strideX() * in.pixelStride();
        for (int p = 0; p < count; ) {
            int y = (first + p) / out.width();
            int x = (first + p) % out.width();
            int stretch = Math.min(out.width() - x, count - p);
            int from = in.pixel(y * window.strideY(), x * window.strideX());
            for (int row = 0; row < rowOffsets.length; row++) {
                copyStrided(arena, from + rowOffsets[row], step, scratch[row], p, stretch);
            }
            p += stretch;
        }
    }

    private static void copyStrided(float[] from, int start, int step, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = from[start + i * step];
        }
    }

    private void accumulate(float[][] scratch, float[] column, int output, int count) {
        int rows = rowOffsets.length;
        int w = output * rows;
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            ScalarLoops.addFour(
                    column,
                    scratch[row],
                    scratch[row + 1],
                    scratch[row + 2],
                    scratch[row + 3],
                    weights[w + row],
                    weights[w + row + 1],
                    weights[w + row + 2],
                    weights[w + row + 3],
                    count);
        }
        for (; row < rows; row++) {
            ScalarLoops.add(column, scratch[row], weights[w + row], count);
        }
    }

    private void addResidual(float[] arena, float[] column, int output, int first, int count) {
        for (int p = 0; p < count; ) {
            int x = (first + p) % out.width();
            int stretch = Math.min(out.width() - x, count - p);
            int from = residual.pixel((first + p) / out.width(), x) + output;
            for (int i = 0; i < stretch; i++) {
                column[p + i] += arena[from + i * residual.pixelStride()];
            }
            p += stretch;
        }
    }

    private void scatter(float[] arena, float[] column, int output, int first, int count) {
        for (int p = 0; p < count; ) {
            int x = (first + p) % out.width();
            int stretch = Math.min(out.width() - x, count - p);
            int to = out.pixel((first + p) / out.width(), x) + output;
            for (int i = 0; i < stretch; i++) {
                arena[to + i * out.pixelStride()] = column[p + i];
            }
            p += stretch;
        }
    }
}
