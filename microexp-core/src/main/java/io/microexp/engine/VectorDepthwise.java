package io.microexp.engine;

import static io.microexp.engine.VectorLanes.COUNT;
import static io.microexp.engine.VectorLanes.load;

import jdk.incubator.vector.FloatVector;

/**
 * Depthwise convolution, one vector of channels at a time: six pixels of an output line stay in registers while the
 * kernel lines pass. At stride 1 neighbouring windows overlap, and each input pixel is loaded once per kernel line.
 */
final class VectorDepthwise implements Step {
    private static final int PIXELS = 6;

    private final View in;
    private final View out;
    private final Window window;
    private final int top;
    private final int mapHeight;
    private final float[] weights;
    private final float[] bias;
    private final int[] tapOffsets;
    private final Activation activation;

    VectorDepthwise(Op.Conv conv, View in, View out) {
        this.in = in.bordered(conv.window().padding());
        this.out = out;
        this.window = conv.window();
        this.top = window.padding().top();
        this.mapHeight = in.height();
        this.weights = Packing.panels(conv, COUNT, 1);
        this.bias = Packing.bias(conv);
        this.tapOffsets = tapOffsets();
        this.activation = conv.activation();
    }

    private int[] tapOffsets() {
        int[] offsets = new int[window.taps()];
        for (int tap = 0; tap < offsets.length; tap++) {
            offsets[tap] = tap / window.width() * in.lineStride() + tap % window.width() * in.pixelStride();
        }
        return offsets;
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        boolean sliding = window.strideX() == 1;
        for (int channel = 0; channel < bias.length; channel += COUNT) {
            for (int y = 0; y < out.height(); y++) {
                int x = 0;
                for (; x + PIXELS <= out.width(); x += PIXELS) {
                    if (sliding && window.width() == 3) {
                        sixPixelsOfThree(arena, y, x, channel);
                    } else if (sliding && window.width() == 5) {
                        sixPixelsOfFive(arena, y, x, channel);
                    } else {
                        sixPixels(arena, y, x, channel);
                    }
                }
                for (; x < out.width(); x++) {
                    onePixel(arena, y, x, channel);
                }
                VectorLanes.activate(activation, arena, out.line(y) + channel, out.width(), out.pixelStride(), COUNT);
            }
        }
    }

    /** The first kernel line that meets the map, for an output line: those above it would add zeros. */
    private int firstLine(int y) {
        return Math.max(0, top - y * window.strideY());
    }

    private int endLine(int y) {
        return Math.min(window.height(), top + mapHeight - y * window.strideY());
    }

    private int weight(int channel, int line) {
        return (channel / COUNT * window.height() + line) * window.width() * COUNT;
    }

    private void sixPixelsOfThree(float[] arena, int y, int x, int channel) {
        FloatVector s0 = load(bias, channel);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        int step = in.pixelStride();
        int end = endLine(y);
        for (int line = firstLine(y); line < end; line++) {
            int from = in.pixel(y * window.strideY() + line, x) + channel;
            int w = weight(channel, line);
            FloatVector w0 = load(weights, w);
            FloatVector w1 = load(weights, w + COUNT);
            FloatVector w2 = load(weights, w + 2 * COUNT);
            FloatVector x0 = load(arena, from);
            FloatVector x1 = load(arena, from + step);
            FloatVector x2 = load(arena, from + 2 * step);
            FloatVector x3 = load(arena, from + 3 * step);
            FloatVector x4 = load(arena, from + 4 * step);
            FloatVector x5 = load(arena, from + 5 * step);
            FloatVector x6 = load(arena, from + 6 * step);
            FloatVector x7 = load(arena, from + 7 * step);
            s0 = x2.fma(w2, x1.fma(w1, x0.fma(w0, s0)));
            s1 = x3.fma(w2, x2.fma(w1, x1.fma(w0, s1)));
            s2 = x4.fma(w2, x3.fma(w1, x2.fma(w0, s2)));
            s3 = x5.fma(w2, x4.fma(w1, x3.fma(w0, s3)));
            s4 = x6.fma(w2, x5.fma(w1, x4.fma(w0, s4)));
            s5 = x7.fma(w2, x6.fma(w1, x5.fma(w0, s5)));
        }
        int to = out.pixel(y, x) + channel;
        int outStep = out.pixelStride();
        s0.intoArray(arena, to);
        s1.intoArray(arena, to + outStep);
        s2.intoArray(arena, to + 2 * outStep);
        s3.intoArray(arena, to + 3 * outStep);
        s4.intoArray(arena, to + 4 * outStep);
        s5.intoArray(arena, to + 5 * outStep);
    }

    private void sixPixelsOfFive(float[] arena, int y, int x, int channel) {
        FloatVector s0 = load(bias, channel);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        int step = in.pixelStride();
        int end = endLine(y);
        for (int line = firstLine(y); line < end; line++) {
            int from = in.pixel(y * window.strideY() + line, x) + channel;
            int w = weight(channel, line);
            FloatVector w0 = load(weights, w);
            FloatVector w1 = load(weights, w + COUNT);
            FloatVector w2 = load(weights, w + 2 * COUNT);
            FloatVector w3 = load(weights, w + 3 * COUNT);
            FloatVector w4 = load(weights, w + 4 * COUNT);
            FloatVector x0 = load(arena, from);
            FloatVector x1 = load(arena, from + step);
            FloatVector x2 = load(arena, from + 2 * step);
            FloatVector x3 = load(arena, from + 3 * step);
            FloatVector x4 = load(arena, from + 4 * step);
            FloatVector x5 = load(arena, from + 5 * step);
            FloatVector x6 = load(arena, from + 6 * step);
            FloatVector x7 = load(arena, from + 7 * step);
            FloatVector x8 = load(arena, from + 8 * step);
            FloatVector x9 = load(arena, from + 9 * step);
            s0 = x4.fma(w4, x3.fma(w3, x2.fma(w2, x1.fma(w1, x0.fma(w0, s0)))));
            s1 = x5.fma(w4, x4.fma(w3, x3.fma(w2, x2.fma(w1, x1.fma(w0, s1)))));
            s2 = x6.fma(w4, x5.fma(w3, x4.fma(w2, x3.fma(w1, x2.fma(w0, s2)))));
            s3 = x7.fma(w4, x6.fma(w3, x5.fma(w2, x4.fma(w1, x3.fma(w0, s3)))));
            s4 = x8.fma(w4, x7.fma(w3, x6.fma(w2, x5.fma(w1, x4.fma(w0, s4)))));
            s5 = x9.fma(w4, x8.fma(w3, x7.fma(w2, x6.fma(w1, x5.fma(w0, s5)))));
        }
        int to = out.pixel(y, x) + channel;
        int outStep = out.pixelStride();
        s0.intoArray(arena, to);
        s1.intoArray(arena, to + outStep);
        s2.intoArray(arena, to + 2 * outStep);
        s3.intoArray(arena, to + 3 * outStep);
        s4.intoArray(arena, to + 4 * outStep);
        s5.intoArray(arena, to + 5 * outStep);
    }

    /** Any stride and width. */
    private void sixPixels(float[] arena, int y, int x, int channel) {
        FloatVector s0 = load(bias, channel);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        int step = window.strideX() * in.pixelStride();
        int from = in.pixel(y * window.strideY(), x * window.strideX()) + channel;
        int[] offsets = tapOffsets;
        int end = endLine(y) * window.width();
        for (int tap = firstLine(y) * window.width(); tap < end; tap++) {
            FloatVector weight = load(weights, channel * offsets.length + tap * COUNT);
            int at = from + offsets[tap];
            s0 = load(arena, at).fma(weight, s0);
            s1 = load(arena, at + step).fma(weight, s1);
            s2 = load(arena, at + 2 * step).fma(weight, s2);
            s3 = load(arena, at + 3 * step).fma(weight, s3);
            s4 = load(arena, at + 4 * step).fma(weight, s4);
            s5 = load(arena, at + 5 * step).fma(weight, s5);
        }
        int to = out.pixel(y, x) + channel;
        int outStep = out.pixelStride();
        s0.intoArray(arena, to);
        s1.intoArray(arena, to + outStep);
        s2.intoArray(arena, to + 2 * outStep);
        s3.intoArray(arena, to + 3 * outStep);
        s4.intoArray(arena, to + 4 * outStep);
        s5.intoArray(arena, to + 5 * outStep);
    }

    private void onePixel(float[] arena, int y, int x, int channel) {
        FloatVector sum = load(bias, channel);
        int from = in.pixel(y * window.strideY(), x * window.strideX()) + channel;
        int[] offsets = tapOffsets;
        int end = endLine(y) * window.width();
        for (int tap = firstLine(y) * window.width(); tap < end; tap++) {
            sum = load(arena, from + offsets[tap]).fma(load(weights, channel * offsets.length + tap * COUNT), sum);
        }
        sum.intoArray(arena, out.pixel(y, x) + channel);
    }
}
