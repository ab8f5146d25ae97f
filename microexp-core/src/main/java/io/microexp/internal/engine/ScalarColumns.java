package io.microexp.internal.engine;

import java.util.Arrays;

/**
 * Convolution of one group with the pixels innermost: a block of output pixels is gathered as one row per input channel
 * and tap, and {@code column[p] += weight * row[p]}, two rows into three columns a pass. For few output channels this
 * makes longer loops than {@link ScalarRows}; the transposition costs several products per element. The scratch rows are
 * the columns of a turn and then the gathered rows, since what is written belongs into the first ones.
 */
final class ScalarColumns implements Step {
    /** Fewer output channels than this are not worth a loop of their own. */
    static final int MIN_ROW = 48;

    /** Pixels of a block: long enough to vectorise well, short enough for its rows to stay in the caches. */
    private static final int BLOCK = 576;

    /** Columns are added to by threes and written by fours. */
    private static final int UNIT = 12;

    private final View in;
    private final View residual;
    private final View out;
    private final Window window;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;
    private final int[] rowOffsets;
    private final int rows;
    private final int lineWidth;
    private final int outputs;
    private final int block;
    private final int columns;

    ScalarColumns(Op.Conv conv, View in, View residual, View out) {
        this.in = in.bordered(conv.window().padding());
        this.residual = residual;
        this.out = out;
        this.window = conv.window();
        this.bias = Arrays.copyOf(conv.bias(), (conv.bias().length + UNIT - 1) / UNIT * UNIT);
        this.activation = conv.activation();
        this.rowOffsets = Packing.rowOffsets(window, in);
        this.rows = rowOffsets.length;
        this.weights = pack(conv, bias.length);
        // to a window of one point, a map without gaps is one long line
        this.lineWidth = window.isPoint() && in.isContiguous() ? out.pixels() : out.width();
        this.outputs = (conv.bias().length + 3) / 4 * 4;
        this.block = ScalarLoops.share(out.pixels(), BLOCK);
        this.columns = UNIT * ScalarLoops.share(bias.length / UNIT, ScalarLoops.SUMS / block / UNIT);
    }

    /** [output channels][taps][input channels] in one array, the channels innermost as under a window in the arena. */
    private static float[] pack(Op.Conv conv, int outputs) {
        int taps = conv.window().taps();
        int inputs = conv.input().channels();
        if (taps == 1) {
            return Arrays.copyOf(conv.weights(), outputs * inputs);
        }
        float[] packed = new float[outputs * taps * inputs];
        for (int i = 0; i < conv.weights().length; i++) {
            int output = i / (inputs * taps);
            packed[(output * taps + i % taps) * inputs + i / taps % inputs] = conv.weights()[i];
        }
        return packed;
    }

    @Override
    public Scratch scratch() {
        return new Scratch(rows + columns, block);
    }

    @Override
    public void run(float[] arena, ScratchRows scratch) {
        for (int first = 0; first < out.pixels(); first += block) {
            int count = Math.min(block, out.pixels() - first);
            gather(arena, scratch, first, count);
            for (int output = 0; output < outputs; output += columns) {
                int turn = Math.min(columns, outputs - output);
                accumulate(scratch, output, turn, count);
                finish(arena, scratch, output, turn, first, count);
            }
        }
    }

    /** Copies a block of pixels into one scratch row per channel and tap, a stretch of a line at a time. */
    private void gather(float[] arena, ScratchRows scratch, int first, int count) {
        int step = window.strideX() * in.pixelStride();
        for (int p = 0; p < count; ) {
            int y = (first + p) / lineWidth;
            int x = (first + p) % lineWidth;
            int stretch = Math.min(lineWidth - x, count - p);
            int from = in.pixel(y * window.strideY(), x * window.strideX());
            int row = 0;
            while (row < rows) {
                int place = from + rowOffsets[row];
                if (row + 3 < rows && rowOffsets[row + 3] == rowOffsets[row] + 3) {
                    ScalarTranspose.readFour(arena, place, step, scratch, columns + row, p, stretch);
                    row += 4;
                } else {
                    ScalarTranspose.readOne(arena, place, step, scratch, columns + row, p, stretch);
                    row++;
                }
            }
            p += stretch;
        }
    }

    private void accumulate(ScratchRows scratch, int output, int turn, int count) {
        int start = scratch.start();
        for (int column = 0; column < (turn + 2) / 3 * 3; column++) {
            Arrays.fill(scratch.row(column), start, start + count, bias[output + column]);
        }
        int row = 0;
        for (; row + 2 <= rows; row += 2) {
            for (int column = 0; column < turn; column += 3) {
                int w = (output + column) * rows + row;
                ScalarLoops.addTwoToThree(
                        scratch.row(column),
                        scratch.row(column + 1),
                        scratch.row(column + 2),
                        scratch.row(columns + row),
                        scratch.row(columns + row + 1),
                        weights[w],
                        weights[w + 1],
                        weights[w + rows],
                        weights[w + rows + 1],
                        weights[w + 2 * rows],
                        weights[w + 2 * rows + 1],
                        start,
                        count);
            }
        }
        if (row < rows) {
            for (int column = 0; column < turn; column++) {
                ScalarLoops.add(
                        scratch.row(column),
                        scratch.row(columns + row),
                        weights[(output + column) * rows + row],
                        start,
                        count);
            }
        }
    }

    private void finish(float[] arena, ScratchRows scratch, int output, int turn, int first, int count) {
        if (residual != null) {
            addResidual(arena, scratch, output, turn, first, count);
        }
        for (int column = 0; column < turn; column++) {
            activation.apply(scratch.row(column), scratch.start() - 1, count + 1);
        }
        for (int p = 0; p < count; ) {
            int x = (first + p) % out.width();
            int stretch = Math.min(out.width() - x, count - p);
            int to = out.pixel((first + p) / out.width(), x) + output;
            for (int column = 0; column < turn; column += 4) {
                ScalarTranspose.writeFour(arena, to + column, out.pixelStride(), scratch, column, p, stretch);
            }
            p += stretch;
        }
    }

    private void addResidual(float[] arena, ScratchRows scratch, int output, int turn, int first, int count) {
        for (int p = 0; p < count; ) {
            int x = (first + p) % out.width();
            int stretch = Math.min(out.width() - x, count - p);
            int from = residual.pixel((first + p) / out.width(), x) + output;
            for (int column = 0; column < turn; column += 4) {
                ScalarTranspose.addFour(arena, from + column, residual.pixelStride(), scratch, column, p, stretch);
            }
            p += stretch;
        }
    }
}
