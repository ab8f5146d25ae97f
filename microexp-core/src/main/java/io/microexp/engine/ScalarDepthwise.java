package io.microexp.engine;

/**
 * Depthwise convolution with the channels innermost. The input lines under the window are kept in scratch rows, each line
 * copied once; the pixels of an output line then add three taps a pass. Where channels are few, several pixels lie side by
 * side in a row, and so do copies of their weights: a loop of 16 floats would cost little less than one of 128.
 */
final class ScalarDepthwise implements Step {
    /** Floats of a row below which pixels are put together. */
    private static final int LONG_ROW = 128;

    private final View in;
    private final View out;
    private final Window window;
    private final Activation activation;
    private final int channels;
    private final int group;
    private final int groups;
    private final int rowsPerLine;
    private final float[][] weights;
    private final float[] bias;

    ScalarDepthwise(Op.Conv conv, View in, View out) {
        this.in = in.bordered(conv.window().padding());
        this.out = out;
        this.window = conv.window();
        this.activation = conv.activation();
        this.channels = out.pixelStride();
        this.group = Math.min(out.width(), Math.max(1, LONG_ROW / channels + (LONG_ROW % channels == 0 ? 0 : 1)));
        this.groups = (out.width() + group - 1) / group;
        // rows of one pixel serve every tap that meets it; rows of several differ from tap to tap
        this.rowsPerLine = group == 1 ? this.in.width() : window.width() * groups;
        float[][] taps = Packing.rows(conv);
        this.weights = new float[taps.length][Packing.alignedLength(group * channels)];
        for (int tap = 0; tap < taps.length; tap++) {
            repeat(taps[tap], weights[tap]);
        }
        this.bias = new float[group * channels];
        repeat(Packing.bias(conv), bias);
    }

    private void repeat(float[] pixel, float[] row) {
        for (int i = 0; i < group; i++) {
            System.arraycopy(pixel, 0, row, i * channels, channels);
        }
    }

    @Override
    public Scratch scratch() {
        return new Scratch(groups + window.height() * rowsPerLine, group * channels);
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        int loaded = 0;
        for (int y = 0; y < out.height(); y++) {
            int top = y * window.strideY();
            for (int line = Math.max(loaded, top); line < top + window.height(); line++) {
                load(arena, scratch, line);
            }
            loaded = top + window.height();
            for (int g = 0; g < groups; g++) {
                System.arraycopy(bias, 0, scratch[g], 0, floats(g));
            }
            addTaps(scratch, top);
            for (int g = 0; g < groups; g++) {
                activation.apply(scratch[g], 0, floats(g));
                System.arraycopy(scratch[g], 0, arena, out.pixel(y, g * group), floats(g));
            }
        }
    }

    /** The last group of a line may be smaller. */
    private int floats(int g) {
        return Math.min(group, out.width() - g * group) * channels;
    }

    /** The lines of the window take turns in as many places. */
    private int firstRow(int line) {
        return groups + line % window.height() * rowsPerLine;
    }

    private void load(float[] arena, float[][] scratch, int line) {
        int row = firstRow(line);
        if (group == 1) {
            for (int x = 0; x < in.width(); x++) {
                System.arraycopy(arena, in.pixel(line, x), scratch[row + x], 0, channels);
            }
            return;
        }
        for (int kx = 0; kx < window.width(); kx++) {
            for (int x = 0; x < out.width(); x++) {
                float[] to = scratch[row + kx * groups + x / group];
                System.arraycopy(arena, in.pixel(line, x * window.strideX() + kx), to, x % group * channels, channels);
            }
        }
    }

    /** Three taps a pass, also across kernel lines; the groups of the line take turns on the same three. */
    private void addTaps(float[][] scratch, int top) {
        int taps = weights.length;
        int step = group == 1 ? window.strideX() : 1;
        int t = 0;
        for (; t + 3 <= taps; t += 3) {
            int row0 = tapRow(t, top);
            int row1 = tapRow(t + 1, top);
            int row2 = tapRow(t + 2, top);
            for (int g = 0; g < groups; g++) {
                ScalarLoops.addThreeProducts(
                        scratch[g],
                        scratch[row0 + g * step],
                        scratch[row1 + g * step],
                        scratch[row2 + g * step],
                        weights[t],
                        weights[t + 1],
                        weights[t + 2],
                        floats(g));
            }
        }
        for (; t < taps; t++) {
            int row = tapRow(t, top);
            for (int g = 0; g < groups; g++) {
                ScalarLoops.addProduct(scratch[g], scratch[row + g * step], weights[t], floats(g));
            }
        }
    }

    /** The scratch row of a tap for the first group of an output line. */
    private int tapRow(int tap, int top) {
        int kx = tap % window.width();
        return firstRow(top + tap / window.width()) + (group == 1 ? kx : kx * groups);
    }
}
