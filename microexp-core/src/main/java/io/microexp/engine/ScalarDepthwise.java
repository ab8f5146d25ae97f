package io.microexp.engine;

/**
 * Depthwise convolution with the channels innermost. The input lines under the window are kept as one scratch row per
 * pixel, each line copied once; an output pixel then adds three taps a pass.
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
        return new Scratch(1 + window.height() * in.width(), count);
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
                System.arraycopy(bias, 0, scratch[0], 0, count);
                addTaps(scratch, top, x * window.strideX());
                activation.apply(scratch[0], 0, count);
                System.arraycopy(scratch[0], 0, arena, out.pixel(y, x), count);
            }
        }
    }

    /** The lines of the window take turns in as many places. */
    private int scratchRow(int line, int x) {
        return 1 + line % window.height() * in.width() + x;
    }

    private void load(float[] arena, float[][] scratch, int line) {
        for (int x = 0; x < in.width(); x++) {
            System.arraycopy(arena, in.pixel(line, x), scratch[scratchRow(line, x)], 0, count);
        }
    }

    /** Three taps a pass, also across kernel lines. */
    private void addTaps(float[][] scratch, int top, int left) {
        int taps = weights.length;
        int t = 0;
        for (; t + 3 <= taps; t += 3) {
            ScalarLoops.addThreeProducts(
                    scratch[0],
                    scratch[tapRow(t, top, left)],
                    scratch[tapRow(t + 1, top, left)],
                    scratch[tapRow(t + 2, top, left)],
                    weights[t],
                    weights[t + 1],
                    weights[t + 2],
                    count);
        }
        for (; t < taps; t++) {
            ScalarLoops.addProduct(scratch[0], scratch[tapRow(t, top, left)], weights[t], count);
        }
    }

    private int tapRow(int tap, int top, int left) {
        return scratchRow(top + tap / window.width(), left + tap % window.width());
    }
}
