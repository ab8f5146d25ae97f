package io.microexp.engine;

/**
 * Depthwise convolution with the channels innermost. The input lines under the window are kept as one scratch row per
 * pixel, each line copied once; an output pixel then adds the taps of one kernel line in one pass.
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
                for (int ky = 0; ky < window.height(); ky++) {
                    addLine(scratch, scratchRow(top + ky, x * window.strideX()), ky * window.width());
                }
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

    private void addLine(float[][] scratch, int from, int tap) {
        int end = tap + window.width();
        int row = from;
        int t = tap;
        for (; t + 3 <= end; t += 3, row += 3) {
            ScalarLoops.addThreeProducts(
                    scratch[0],
                    scratch[row],
                    scratch[row + 1],
                    scratch[row + 2],
                    weights[t],
                    weights[t + 1],
                    weights[t + 2],
                    count);
        }
        for (; t < end; t++, row++) {
            ScalarLoops.addProduct(scratch[0], scratch[row], weights[t], count);
        }
    }
}
