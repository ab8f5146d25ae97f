package io.microexp.engine;

import java.util.Arrays;

/**
 * Convolution of one group with the pixels innermost: a block of output pixels is gathered as one row per input channel
 * and tap, and {@code column[p] += weight * row[p]} for four rows a pass. For few output channels this makes longer loops than {@link ScalarRows}; the transposition costs about one product per element.
 */
final class ScalarColumns implements Step {
    /** Fewer output channels than this are not worth a loop of their own. */
    static final int MIN_ROW = 48;

    /** Pixels of a block: long enough to vectorise well, short enough for its rows to stay in the caches. */
    private static final int BLOCK = 288;

    /** Output channels that take turns on the same four rows, which so stay in the first-level cache. */
    private static final int COLUMNS = 8;

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
        this.bias = Arrays.copyOf(conv.bias(), (conv.bias().length + COLUMNS - 1) / COLUMNS * COLUMNS);
        this.activation = conv.activation();
        this.rowOffsets = Packing.rowOffsets(window, in);
        this.weights = pack(Packing.rows(conv), bias.length);
        this.block = Math.min(BLOCK, out.pixels());
    }

    /** [output channels][rows] in one array. */
    private static float[] pack(float[][] rows, int outputs) {
        float[] packed = new float[outputs * rows.length];
        for (int row = 0; row < rows.length; row++) {
            for (int o = 0; o < outputs; o++) {
                packed[o * rows.length + row] = rows[row][o];
            }
        }
        return packed;
    }

    @Override
    public Scratch scratch() {
        return new Scratch(rowOffsets.length + COLUMNS, block);
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        for (int first = 0; first < out.pixels(); first += block) {
            int count = Math.min(block, out.pixels() - first);
            gather(arena, scratch, first, count);
            for (int output = 0; output < bias.length; output += COLUMNS) {
                for (int column = 0; column < COLUMNS; column++) {
                    Arrays.fill(scratch[rowOffsets.length + column], 0, count, bias[output + column]);
                }
                accumulate(scratch, output, count);
                finish(arena, scratch, output, first, count);
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

    private void accumulate(float[][] scratch, int output, int count) {
        int rows = rowOffsets.length;
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            for (int column = 0; column < COLUMNS; column++) {
                int w = (output + column) * rows + row;
                ScalarLoops.addFour(
                        scratch[rows + column],
                        scratch[row],
                        scratch[row + 1],
                        scratch[row + 2],
                        scratch[row + 3],
                        weights[w],
                        weights[w + 1],
                        weights[w + 2],
                        weights[w + 3],
                        count);
            }
        }
        for (; row < rows; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                ScalarLoops.add(scratch[rows + column], scratch[row], weights[(output + column) * rows + row], count);
            }
        }
    }

    private void finish(float[] arena, float[][] scratch, int output, int first, int count) {
        int rows = rowOffsets.length;
        for (int column = 0; column < COLUMNS; column++) {
            if (residual != null) {
                addResidual(arena, scratch[rows + column], output + column, first, count);
            }
            activation.apply(scratch[rows + column], 0, count);
        }
        for (int p = 0; p < count; ) {
            int x = (first + p) % out.width();
            int stretch = Math.min(out.width() - x, count - p);
            int to = out.pixel((first + p) / out.width(), x) + output;
            for (int column = 0; column < COLUMNS; column += 4) {
                interleave(
                        scratch[rows + column],
                        scratch[rows + column + 1],
                        scratch[rows + column + 2],
                        scratch[rows + column + 3],
                        p,
                        stretch,
                        arena,
                        to + column);
            }
            p += stretch;
        }
    }

    /** Four columns at once, since each pixel is another cache line. */
    private void interleave(
            float[] column0,
            float[] column1,
            float[] column2,
            float[] column3,
            int first,
            int count,
            float[] arena,
            int start) {
        int step = out.pixelStride();
        for (int p = 0, to = start; p < count; p++, to += step) {
            arena[to] = column0[first + p];
            arena[to + 1] = column1[first + p];
            arena[to + 2] = column2[first + p];
            arena[to + 3] = column3[first + p];
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
}
