package io.microexp.internal.engine;

import java.util.Arrays;

/**
 * Depthwise convolution with the channels innermost, two output lines at a time: a tap of the upper line and the tap
 * {@code strideY} below it read three input lines for both output lines, so that four products load seven rows. The input
 * lines under the window are kept in scratch rows, each line copied once, and so are the weights. Where channels are few,
 * several pixels lie side by side in a row, and so do copies of their weights: a loop of 16 floats would cost little less
 * than one of 128.
 */
final class ScalarDepthwise implements Step {
    private static final int LINES = 2;

    /** Pixels of fewer channels are put together. */
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
        // a larger step than the map, which has one line of output then, would only ask for memory
        this.strideY = Math.min(window.strideY(), this.in.height());
        this.channels = out.pixelStride();
        this.group = channels >= MIN_ROW ? 1 : ScalarLoops.pixelsOfRow(out.width(), channels);
        this.groups = (out.width() - 1) / group + 1;
        // rows of one pixel serve every tap that meets it; rows of several differ from tap to tap
        this.rowsPerLine = group == 1 ? this.in.width() : window.width() * groups;
        this.rowStep = group == 1 ? window.strideX() : 1;
        this.weights = Packing.rows(conv);
        this.taps = window.taps();
        this.bias = Packing.bias(conv);
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

    /** The upper taps of all pairs, or those in no pair. */
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

    /** Whether a tap makes a pair with the one {@code strideY} below. */
    private boolean isUpper(int tap) {
        int line = Math.floorDiv(tap, window.width());
        return line >= 0 && line / strideY % 2 == 0 && line + strideY < window.height();
    }

    @Override
    public Scratch scratch() {
        return new Scratch(lines + linesKept * rowsPerLine, group * channels);
    }

    @Override
    public void run(float[] arena, ScratchRows scratch) {
        int start = scratch.start();
        for (int tap = 0; tap < taps; tap++) {
            repeat(weights, tap * channels, scratch.row(tap), start);
        }
        repeat(bias, 0, scratch.row(taps), start);
        Arrays.fill(scratch.row(zero), start, start + group * channels, 0);
        int loaded = 0;
        for (int y = 0; y < out.height(); y += LINES) {
            int top = y * strideY;
            // below the last of an odd number of lines is none: its sums are made of what lies there, and left
            int end = Math.min(top + linesKept, in.height());
            for (int line = Math.max(loaded, top); line < end; line++) {
                load(arena, scratch, line);
            }
            loaded = end;
            // the lines of the window take turns in as many slots
            int topSlot = top % linesKept;
            for (int g = 0; g < groups; g++) {
                int floats = floats(g);
                for (int line = 0; line < LINES; line++) {
                    System.arraycopy(scratch.row(taps), start, scratch.row(sums + line), start, floats);
                }
                addPairs(scratch, topSlot, g, floats);
                for (int line = 0; line < LINES && y + line < out.height(); line++) {
                    float[] sum = scratch.row(sums + line);
                    addSingles(scratch, sum, topSlot, line * strideY, g, floats);
                    activation.apply(sum, start - 1, floats + 1);
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

    /** The last group of a line may be smaller. */
    private int floats(int g) {
        return Math.min(group, out.width() - g * group) * channels;
    }

    private void load(float[] arena, ScratchRows scratch, int line) {
        int row = lines + line % linesKept * rowsPerLine;
        if (group == 1) {
            for (int x = 0; x < in.width(); x++) {
                System.arraycopy(arena, in.pixel(line, x), scratch.row(row + x), scratch.start(), channels);
            }
            return;
        }
        for (int kx = 0; kx < window.width(); kx++) {
            for (int g = 0; g < groups; g++) {
                int from = in.pixel(line, g * group * window.strideX() + kx);
                copyGroup(arena, from, scratch.row(row + kx * groups + g), scratch.start(), floats(g));
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

    private void addPairs(ScratchRows scratch, int topSlot, int g, int floats) {
        for (int tap : pairs) {
            ScalarLoops.addThreeToTwo(
                    scratch.row(sums),
                    scratch.row(sums + 1),
                    scratch.row(tapRow(tap, topSlot, 0, g)),
                    scratch.row(tapRow(tap, topSlot, strideY, g)),
                    scratch.row(tapRow(tap, topSlot, 2 * strideY, g)),
                    scratch.row(tap),
                    scratch.row(tap + strideY * window.width()),
                    scratch.start(),
                    floats);
        }
    }

    /** Three taps a pass, the last ones with weights of zero if need be. */
    private void addSingles(ScratchRows scratch, float[] sum, int topSlot, int down, int g, int floats) {
        for (int i = 0; i < singles.length; i += 3) {
            int tap0 = singles[i];
            int tap1 = i + 1 < singles.length ? singles[i + 1] : zero;
            int tap2 = i + 2 < singles.length ? singles[i + 2] : zero;
            ScalarLoops.addThreeProducts(
                    sum,
                    scratch.row(tapRow(tap0, topSlot, down, g)),
                    scratch.row(tap1 == zero ? zero : tapRow(tap1, topSlot, down, g)),
                    scratch.row(tap2 == zero ? zero : tapRow(tap2, topSlot, down, g)),
                    scratch.row(tap0),
                    scratch.row(tap1),
                    scratch.row(tap2),
                    scratch.start(),
                    floats);
        }
    }

    /** The scratch row of a tap's input for a group of pixels; {@code down} lines below the upper of both lines. */
    private int tapRow(int tap, int topSlot, int down, int g) {
        int slot = topSlot + tapLines[tap] + down;
        return lines + (slot < linesKept ? slot : slot - linesKept) * rowsPerLine + tapColumns[tap] + g * rowStep;
    }
}
