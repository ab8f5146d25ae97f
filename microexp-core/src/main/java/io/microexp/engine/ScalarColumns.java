package io.microexp.engine;

/**
 * Convolution of one group with the pixels innermost: a block of output pixels is gathered as one row per input channel
 * and tap, and {@code column[p] += weight * row[p]} for two output channels and four rows a pass. For few output
 * channels this makes longer loops than {@link ScalarRows}; the transposition costs about one product per element.
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
        this.rowOffsets = rowOffsets();
        this.weights = pack(conv, rowOffsets.length);
        this.block = Math.min(BLOCK, out.pixels());
    }

    /** Where each row's element lies, relative to the first tap of a pixel; in the order of {@link Packing#rows}. */
    private int[] rowOffsets() {
        int[] offsets = new int[window.taps() * in.channels()];
        int row = 0;
        for (int ky = 0; ky < window.height(); ky++) {
            for (int kx = 0; kx < window.width(); kx++) {
                for (int c = 0; c < in.channels(); c++) {
                    offsets[row++] =
                            ky * window.dilationY() * in.lineStride() + kx * window.dilationX() * in.pixelStride() + c;
                }
            }
        }
        return offsets;
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
        return new Scratch(rowOffsets.length + 2, block);
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        int rows = rowOffsets.length;
        for (int first = 0; first < out.pixels(); first += block) {
            int count = Math.min(block, out.pixels() - first);
            gather(arena, scratch, first, count);
            int o = 0;
            for (; o + 2 <= bias.length; o += 2) {
                start(arena, scratch[rows], o, first, count);
                start(arena, scratch[rows + 1], o + 1, first, count);
                accumulateTwo(scratch, o, count);
                finish(arena, scratch[rows], o, first, count);
                finish(arena, scratch[rows + 1], o + 1, first, count);
            }
            if (o < bias.length) {
                start(arena, scratch[rows], o, first, count);
                for (int row = 0; row < rows; row++) {
                    ScalarRows.addOne(scratch[rows], scratch[row], weights[o * rows + row], count);
                }
                finish(arena, scratch[rows], o, first, count);
            }
        }
    }

    private void gather(float[] arena, float[][] scratch, int first, int count) {
        int width = out.width();
        for (int row = 0; row < rowOffsets.length; row++) {
            float[] target = scratch[row];
            int y = first / width;
            int x = first % width;
            for (int p = 0; p < count; ) {
                int run = Math.min(width - x, count - p);
                int from = in.pixel(y * window.strideY(), x * window.strideX()) + rowOffsets[row];
                int step = window.strideX() * in.pixelStride();
                for (int i = 0; i < run; i++) {
                    target[p + i] = arena[from + i * step];
                }
                p += run;
                x = 0;
                y++;
            }
        }
    }

    private void start(float[] arena, float[] column, int output, int first, int count) {
        java.util.Arrays.fill(column, 0, count, bias[output]);
        if (residual != null) {
            for (int p = 0; p < count; p++) {
                column[p] += arena[residual.pixel((first + p) / out.width(), (first + p) % out.width()) + output];
            }
        }
    }

    private void finish(float[] arena, float[] column, int output, int first, int count) {
        activation.apply(column, 0, count);
        for (int p = 0; p < count; p++) {
            arena[out.pixel((first + p) / out.width(), (first + p) % out.width()) + output] = column[p];
        }
    }

    private void accumulateTwo(float[][] scratch, int output, int count) {
        int rows = rowOffsets.length;
        float[] column0 = scratch[rows];
        float[] column1 = scratch[rows + 1];
        int w = output * rows;
        int v = w + rows;
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            ScalarRows.addFourTwice(
                    column0,
                    column1,
                    scratch[row],
                    scratch[row + 1],
                    scratch[row + 2],
                    scratch[row + 3],
                    weights[w + row],
                    weights[w + row + 1],
                    weights[w + row + 2],
                    weights[w + row + 3],
                    weights[v + row],
                    weights[v + row + 1],
                    weights[v + row + 2],
                    weights[v + row + 3],
                    count);
        }
        for (; row < rows; row++) {
            ScalarRows.addOne(column0, scratch[row], weights[w + row], count);
            ScalarRows.addOne(column1, scratch[row], weights[v + row], count);
        }
    }
}
