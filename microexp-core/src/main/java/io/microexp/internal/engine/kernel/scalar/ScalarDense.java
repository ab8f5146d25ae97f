package io.microexp.internal.engine.kernel.scalar;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Window;
import io.microexp.internal.engine.kernel.ActivationLoops;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.WeightPacking;
import io.microexp.internal.engine.kernel.Workspace;
import java.util.Arrays;

/**
 * Convolution of one group by im2col and GEMM: a block of output pixels is gathered as one row per input channel and
 * tap, then {@code column[p] += weight * row[p]}, two rows into three columns per pass. The pixels are innermost. For
 * few output channels this makes longer loops than {@link ScalarPointwise}; the transposition costs several products
 * per element. The first scratch rows are the columns, which are written, and the gathered rows follow.
 */
final class ScalarDense implements Kernel {
    /** Output channels below which a loop over them is too short. */
    static final int MIN_ROW = 48;

    /** Pixels per block: long enough to vectorize well, short enough for its rows to stay in the caches. */
    private static final int BLOCK = 576;

    /** Columns are accumulated by threes and written by fours. */
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

    ScalarDense(Op.Conv conv, View in, View residual, View out) {
        this.in = in.bordered(conv.window().padding());
        this.residual = residual;
        this.out = out;
        this.window = conv.window();
        this.bias = Arrays.copyOf(conv.bias(), (conv.bias().length + UNIT - 1) / UNIT * UNIT);
        this.activation = conv.activation();
        this.rowOffsets = WeightPacking.rowOffsets(window, in);
        this.rows = rowOffsets.length;
        this.weights = pack(conv, bias.length);
        // for a 1x1 window, a map without gaps is one long line
        this.lineWidth = window.isPoint() && in.isContiguous() ? out.pixels() : out.width();
        this.outputs = (conv.bias().length + 3) / 4 * 4;
        this.block = ScalarLoops.share(out.pixels(), BLOCK);
        this.columns = UNIT * ScalarLoops.share(bias.length / UNIT, ScalarLoops.SUMS / block / UNIT);
    }

    /** Returns the weights as [output channels][taps][input channels], the order of the arena under a window. */
    private static float[] pack(Op.Conv conv, int outputs) {
        int taps = conv.window().taps();
        int inputs = conv.input().channels();
        float[] packed = new float[outputs * taps * inputs];
        for (int output = 0; output < conv.bias().length; output++) {
            int filter = output * taps * inputs;
            for (int tap = 0; tap < taps; tap++) {
                conv.weights().copyStrided(filter + tap, taps, packed, filter + tap * inputs, inputs);
            }
        }
        return packed;
    }

    @Override
    public ScratchSize scratch() {
        return new ScratchSize(rows + columns, block);
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        for (int first = 0; first < out.pixels(); first += block) {
            int count = Math.min(block, out.pixels() - first);
            im2col(arena, workspace, first, count);
            for (int output = 0; output < outputs; output += columns) {
                int turn = Math.min(columns, outputs - output);
                accumulate(workspace, output, turn, count);
                finish(arena, workspace, output, turn, first, count);
            }
        }
    }

    /** Im2col: copies a block of pixels into one scratch row per channel and tap, a stretch of a line at a time. */
    private void im2col(float[] arena, Workspace workspace, int first, int count) {
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
                    ScalarTranspose.readFour(arena, place, step, workspace, columns + row, p, stretch);
                    row += 4;
                } else {
                    ScalarTranspose.readOne(arena, place, step, workspace, columns + row, p, stretch);
                    row++;
                }
            }
            p += stretch;
        }
    }

    private void accumulate(Workspace workspace, int output, int turn, int count) {
        int start = workspace.start();
        for (int column = 0; column < (turn + 2) / 3 * 3; column++) {
            Arrays.fill(workspace.row(column), start, start + count, bias[output + column]);
        }
        int paired = rows / 2 * 2;
        for (int row = 0; row < paired; row += ScalarLoops.ROWS_PER_CALL) {
            addRows(workspace, output, turn, count, row, Math.min(row + ScalarLoops.ROWS_PER_CALL, paired));
        }
        if (paired < rows) {
            for (int column = 0; column < turn; column++) {
                ScalarLoops.add(
                        workspace.row(column),
                        workspace.row(columns + paired),
                        weights[(output + column) * rows + paired],
                        start,
                        count);
            }
        }
    }

    /** Adds a few rows to all columns. A method of its own is called often and thus compiled during the first run. */
    private void addRows(Workspace workspace, int output, int turn, int count, int from, int end) {
        int start = workspace.start();
        for (int row = from; row < end; row += 2) {
            float[] row0 = workspace.row(columns + row);
            float[] row1 = workspace.row(columns + row + 1);
            for (int column = 0; column < turn; column += 3) {
                int w = (output + column) * rows + row;
                ScalarLoops.addTwoToThree(
                        workspace.row(column),
                        workspace.row(column + 1),
                        workspace.row(column + 2),
                        row0,
                        row1,
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
    }

    private void finish(float[] arena, Workspace workspace, int output, int turn, int first, int count) {
        if (residual != null) {
            addResidual(arena, workspace, output, turn, first, count);
        }
        for (int column = 0; column < turn; column++) {
            ActivationLoops.apply(activation, workspace.row(column), workspace.start() - 1, count + 1);
        }
        for (int p = 0; p < count; ) {
            int x = (first + p) % out.width();
            int stretch = Math.min(out.width() - x, count - p);
            int to = out.pixel((first + p) / out.width(), x) + output;
            for (int column = 0; column < turn; column += 4) {
                ScalarTranspose.writeFour(arena, to + column, out.pixelStride(), workspace, column, p, stretch);
            }
            p += stretch;
        }
    }

    private void addResidual(float[] arena, Workspace workspace, int output, int turn, int first, int count) {
        for (int p = 0; p < count; ) {
            int x = (first + p) % out.width();
            int stretch = Math.min(out.width() - x, count - p);
            int from = residual.pixel((first + p) / out.width(), x) + output;
            for (int column = 0; column < turn; column += 4) {
                ScalarTranspose.addFour(arena, from + column, residual.pixelStride(), workspace, column, p, stretch);
            }
            p += stretch;
        }
    }
}
