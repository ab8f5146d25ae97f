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
 * Depthwise convolution with the channels innermost, two output lines at a time. A tap of the upper line and the tap
 * {@code strideY} below it read three input lines for both output lines, so four products load seven rows. The input
 * lines under the window are kept in scratch rows, each copied once, and so are the weights. If there are few channels,
 * a row holds several neighboring pixels and as many copies of the weights: a loop of 16 floats costs little less than
 * one of 128.
 */
final class ScalarDepthwise implements Kernel {
    private static final int LINES = 2;

    /** Channels below which a row holds several pixels. */
    private static final int MIN_ROW = 192;

    private final View in;
    private final View out;
    private final Window window;
    private final Activation activation;
    private final int strideY;
    private final int channels;
    private final int group;
    private final int groups;
    private final int rowsPerLine;
    private final int rowStep;
    private final float[] weights;
    private final int taps;
    private final float[] bias;
    private final int[] pairs;
    private final int[] singles;
    private final int linesKept;
    private final int[] tapLines;
    private final int[] tapColumns;
    private final int zero;
    private final int sums;
    private final int lines;

    ScalarDepthwise(Op.Conv conv, View in, View out) {
        this.in = in.bordered(conv.window().padding());
        this.out = out;
        this.window = conv.window();
        this.activation = conv.activation();
        // a stride beyond the map leaves one output line; clamped, it does not ask for memory
        this.strideY = Math.min(window.strideY(), this.in.height());
        this.channels = out.pixelStride();
        this.group = channels >= MIN_ROW ? 1 : ScalarLoops.pixelsOfRow(out.width(), channels);
        this.groups = (out.width() - 1) / group + 1;
        // a row of one pixel serves every tap over it; rows of several pixels differ from tap to tap
        this.rowsPerLine = group == 1 ? this.in.width() : window.width() * groups;
        this.rowStep = group == 1 ? window.strideX() : 1;
        this.weights = WeightPacking.rows(conv);
        this.taps = window.taps();
        this.bias = WeightPacking.bias(conv, View.BLOCK);
        this.pairs = select(true);
        this.singles = select(false);
        this.linesKept = window.height() + strideY;
        this.tapLines = new int[taps];
        this.tapColumns = new int[taps];
        for (int tap = 0; tap < taps; tap++) {
            tapLines[tap] = tap / window.width();
            tapColumns[tap] = tap % window.width() * (group == 1 ? 1 : groups);
        }
        // scratch rows: weights, bias, zeros, sums, lines
        this.zero = taps + 1;
        this.sums = zero + 1;
        this.lines = sums + LINES;
    }

    /** Returns the upper taps of all pairs, or the taps without a partner. */
    private int[] select(boolean paired) {
        int[] found = new int[taps];
        int count = 0;
        for (int tap = 0; tap < taps; tap++) {
            if (paired ? isUpper(tap) : !isUpper(tap) && !isUpper(tap - strideY * window.width())) {
                found[count++] = tap;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Returns whether a tap forms a pair with the tap {@code strideY} below it. */
    private boolean isUpper(int tap) {
        int line = Math.floorDiv(tap, window.width());
        return line >= 0 && line / strideY % 2 == 0 && line + strideY < window.height();
    }

    @Override
    public ScratchSize scratch() {
        return new ScratchSize(lines + linesKept * rowsPerLine, group * channels);
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        int start = workspace.start();
        for (int tap = 0; tap < taps; tap++) {
            repeat(weights, tap * channels, workspace.row(tap), start);
        }
        repeat(bias, 0, workspace.row(taps), start);
        Arrays.fill(workspace.row(zero), start, start + group * channels, 0);
        int loaded = 0;
        for (int y = 0; y < out.height(); y += LINES) {
            int top = y * strideY;
            // an odd last line has no partner: the sums below it are computed from stale rows and discarded
            int end = Math.min(top + linesKept, in.height());
            for (int line = Math.max(loaded, top); line < end; line++) {
                load(arena, workspace, line);
            }
            loaded = end;
            // the lines of the window rotate through the slots
            int topSlot = top % linesKept;
            for (int g = 0; g < groups; g++) {
                int floats = floats(g);
                for (int line = 0; line < LINES; line++) {
                    System.arraycopy(workspace.row(taps), start, workspace.row(sums + line), start, floats);
                }
                addPairs(workspace, topSlot, g, floats);
                for (int line = 0; line < LINES && y + line < out.height(); line++) {
                    float[] sum = workspace.row(sums + line);
                    addSingles(workspace, sum, topSlot, line * strideY, g, floats);
                    ActivationLoops.apply(activation, sum, start - 1, floats + 1);
                    System.arraycopy(sum, start, arena, out.pixel(y + line, g * group), floats);
                }
            }
        }
    }

    private void repeat(float[] pixels, int from, float[] row, int start) {
        for (int i = 0; i < group; i++) {
            System.arraycopy(pixels, from, row, start + i * channels, channels);
        }
    }

    /** Returns the floats of a group of pixels; the last group of a line may be smaller. */
    private int floats(int g) {
        return Math.min(group, out.width() - g * group) * channels;
    }

    private void load(float[] arena, Workspace workspace, int line) {
        int row = lines + line % linesKept * rowsPerLine;
        if (group == 1) {
            for (int x = 0; x < in.width(); x++) {
                System.arraycopy(arena, in.pixel(line, x), workspace.row(row + x), workspace.start(), channels);
            }
            return;
        }
        for (int kx = 0; kx < window.width(); kx++) {
            for (int g = 0; g < groups; g++) {
                int from = in.pixel(line, g * group * window.strideX() + kx);
                copyGroup(arena, from, workspace.row(row + kx * groups + g), workspace.start(), floats(g));
            }
        }
    }

    private void copyGroup(float[] arena, int from, float[] row, int start, int floats) {
        int step = window.strideX() * channels;
        int stretch = window.strideX() == 1 ? floats : channels;
        for (int to = 0; to < floats; to += stretch, from += step) {
            System.arraycopy(arena, from, row, start + to, stretch);
        }
    }

    private void addPairs(Workspace workspace, int topSlot, int g, int floats) {
        for (int tap : pairs) {
            ScalarLoops.addThreeToTwo(
                    workspace.row(sums),
                    workspace.row(sums + 1),
                    workspace.row(tapRow(tap, topSlot, 0, g)),
                    workspace.row(tapRow(tap, topSlot, strideY, g)),
                    workspace.row(tapRow(tap, topSlot, 2 * strideY, g)),
                    workspace.row(tap),
                    workspace.row(tap + strideY * window.width()),
                    workspace.start(),
                    floats);
        }
    }

    /** Adds three taps per pass, the last pass padded with zero weights. */
    private void addSingles(Workspace workspace, float[] sum, int topSlot, int down, int g, int floats) {
        for (int i = 0; i < singles.length; i += 3) {
            int tap0 = singles[i];
            int tap1 = i + 1 < singles.length ? singles[i + 1] : zero;
            int tap2 = i + 2 < singles.length ? singles[i + 2] : zero;
            ScalarLoops.addThreeProducts(
                    sum,
                    workspace.row(tapRow(tap0, topSlot, down, g)),
                    workspace.row(tap1 == zero ? zero : tapRow(tap1, topSlot, down, g)),
                    workspace.row(tap2 == zero ? zero : tapRow(tap2, topSlot, down, g)),
                    workspace.row(tap0),
                    workspace.row(tap1),
                    workspace.row(tap2),
                    workspace.start(),
                    floats);
        }
    }

    /** Returns the scratch row of a tap's input for a group of pixels, {@code down} lines below the upper line. */
    private int tapRow(int tap, int topSlot, int down, int g) {
        int slot = topSlot + tapLines[tap] + down;
        return lines + (slot < linesKept ? slot : slot - linesKept) * rowsPerLine + tapColumns[tap] + g * rowStep;
    }
}
