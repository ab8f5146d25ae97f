package io.microexp.engine;

/**
 * Depthwise convolution with the channels innermost. The input lines under the window are kept as one scratch row per
 * pixel, each line copied once; the pixels of an output line then add three taps a pass.
 */
final class ScalarDepthwise implements Step {
    private final View in;
    private final View out;
    private final Window window;
    private final float[][] weights;
    private final float[] bias;
    private final Activation activation;
    private final int count;

    ScalarDepthwise(Op.Conv conv, View in, View out) {
        this.in = in.bordered(conv.window().padding());
        this.out = out;
        this.window = conv.window();
        this.weights = Packing.rows(conv);
        this.bias = Packing.bias(conv);
        this.activation = conv.activation();
        this.count = bias.length;
    }

    @Override
    public Scratch scratch() {
        return new Scratch(out.width() + window.height() * in.width(), count);
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
            for (int x = 0; x < out.width(); x++) {
                System.arraycopy(bias, 0, scratch[x], 0, count);
            }
            addTaps(scratch, top);
            for (int x = 0; x < out.width(); x++) {
                activation.apply(scratch[x], 0, count);
                System.arraycopy(scratch[x], 0, arena, out.pixel(y, x), count);
            }
        }
    }

    /** The lines of the window take turns in as many places. */
    private int scratchRow(int line, int x) {
        return out.width() + line % window.height() * in.width() + x;
    }

    private void load(float[] arena, float[][] scratch, int line) {
        for (int x = 0; x < in.width(); x++) {
            System.arraycopy(arena, in.pixel(line, x), scratch[scratchRow(line, x)], 0, count);
        }
    }

    /** Three taps a pass, also across kernel lines; the pixels of the line take turns on the same three. */
    private void addTaps(float[][] scratch, int top) {
        int taps = weights.length;
        int t = 0;
        for (; t + 3 <= taps; t += 3) {
            int row0 = tapRow(t, top);
            int row1 = tapRow(t + 1, top);
            int row2 = tapRow(t + 2, top);
            for (int x = 0, left = 0; x < out.width(); x++, left += window.strideX()) {
                ScalarLoops.addThreeProducts(
                        scratch[x],
                        scratch[row0 + left],
                        scratch[row1 + left],
                        scratch[row2 + left],
                        weights[t],
                        weights[t + 1],
                        weights[t + 2],
                        count);
            }
        }
        for (; t < taps; t++) {
            int row = tapRow(t, top);
            for (int x = 0, left = 0; x < out.width(); x++, left += window.strideX()) {
                ScalarLoops.addProduct(scratch[x], scratch[row + left], weights[t], count);
            }
        }
    }

    /** The scratch row of a tap for the first pixel of an output line. */
    private int tapRow(int tap, int top) {
        return scratchRow(top + tap / window.width(), tap % window.width());
    }
}
