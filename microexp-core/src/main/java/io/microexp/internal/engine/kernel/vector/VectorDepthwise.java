package io.microexp.internal.engine.kernel.vector;

import static io.microexp.internal.engine.kernel.vector.VectorLanes.COUNT;
import static io.microexp.internal.engine.kernel.vector.VectorLanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Window;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.WeightPacking;
import io.microexp.internal.engine.kernel.Workspace;
import jdk.incubator.vector.FloatVector;

/**
 * Depthwise convolution, one vector of channels at a time. A tile of six, three or one pixels of an output line stays in
 * registers for all taps. The loops over lines and pixels are inside the methods, whose entry costs as much as a tile.
 * A vector of channels is a small part of each pixel, so a large map is computed in bands of lines: each band is read
 * from memory once and not once per vector of channels.
 *
 * <p>The tiles are written out for the reason given in {@link VectorDense}.
 */
final class VectorDepthwise implements Kernel {
    private static final int PIXELS = 6;
    private static final int FEW_PIXELS = 3;

    /** Floats of input and output per band, so that both stay in the second-level cache for all channels. */
    private static final int BAND_FLOATS = 64 * 1024;

    private final View in;
    private final View out;
    private final Window window;
    private final int top;
    private final int mapHeight;
    private final int[] to;
    private final float[] weights;
    private final float[] bias;
    private final int[] tapOffsets;
    private final Activation activation;
    private final int bandLines;

    VectorDepthwise(Op.Conv conv, View in, View out) {
        this.in = in.bordered(conv.window().padding());
        this.out = out;
        this.window = conv.window();
        this.top = window.padding().top();
        this.mapHeight = in.height();
        this.to = WeightPacking.pixelOffsets(out, 0);
        this.weights = WeightPacking.panels(conv, COUNT, 1);
        this.bias = WeightPacking.bias(conv, COUNT);
        this.tapOffsets = tapOffsets();
        this.activation = conv.activation();
        int floatsPerLine = window.strideY() * this.in.lineStride() + out.lineStride();
        this.bandLines = Math.max(1, BAND_FLOATS / floatsPerLine);
    }

    private int[] tapOffsets() {
        int[] offsets = new int[window.taps()];
        for (int tap = 0; tap < offsets.length; tap++) {
            offsets[tap] = tap / window.width() * in.lineStride() + tap % window.width() * in.pixelStride();
        }
        return offsets;
    }

    @Override
    public void run(Workspace workspace) {
        run(workspace.arena());
    }

    @Override
    public void rehearse() {
        run(VectorLanes.NO_ARENA);
    }

    private void run(float[] arena) {
        for (int line = 0; line < out.height(); line += bandLines) {
            band(arena, line, Math.min(line + bandLines, out.height()));
        }
    }

    private void band(float[] arena, int firstLine, int endLine) {
        boolean overlapping = window.strideX() == 1 && window.strideY() == 1 && window.width() == window.height();
        for (int channel = 0; channel < bias.length; channel += COUNT) {
            int x = 0;
            if (overlapping && window.width() == 3) {
                threeByThree(arena, firstLine, endLine, channel);
                x = out.width() / PIXELS * PIXELS;
            } else if (overlapping && window.width() == 5) {
                fiveByFive(arena, firstLine, endLine, channel);
                x = out.width() / FEW_PIXELS * FEW_PIXELS;
            }
            for (; x + PIXELS <= out.width(); x += PIXELS) {
                sixPixels(arena, firstLine, endLine, x, channel);
            }
            for (; x + FEW_PIXELS <= out.width(); x += FEW_PIXELS) {
                threePixels(arena, firstLine, endLine, x, channel);
            }
            for (; x < out.width(); x++) {
                onePixel(arena, firstLine, endLine, x, channel);
            }
            int first = firstLine * out.width();
            VectorLanes.activate(activation, arena, to, first, endLine * out.width(), channel, COUNT);
        }
    }

    /** Returns the first kernel line that lies on the map, for an output line. The lines above would add zeros. */
    private int firstTap(int y) {
        return Math.max(0, top - y * window.strideY());
    }

    private int endTap(int y) {
        return Math.min(window.height(), top + mapHeight - y * window.strideY());
    }

    /** 3x3 at stride 1: neighboring windows overlap, so each pixel is loaded once per kernel line. */
    private void threeByThree(float[] arena, int firstLine, int endLine, int channel) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int step = in.pixelStride();
        int lineStep = in.lineStride();
        int outStep = out.pixelStride();
        int panel = channel * window.taps();
        int tiles = out.width() / PIXELS;
        for (int y = firstLine; y < endLine; y++) {
            int first = firstTap(y);
            int end = endTap(y);
            int origin = in.line(y) + channel;
            int to = out.line(y) + channel;
            for (int tile = 0; tile < tiles; tile++) {
                FloatVector s0 = fromArray(SPECIES, bias, channel);
                FloatVector s1 = s0;
                FloatVector s2 = s0;
                FloatVector s3 = s0;
                FloatVector s4 = s0;
                FloatVector s5 = s0;
                for (int line = first; line < end; line++) {
                    int from = origin + line * lineStep;
                    int w = panel + line * 3 * COUNT;
                    FloatVector w0 = fromArray(SPECIES, weights, w);
                    FloatVector w1 = fromArray(SPECIES, weights, w + COUNT);
                    FloatVector w2 = fromArray(SPECIES, weights, w + 2 * COUNT);
                    FloatVector x0 = fromArray(SPECIES, arena, from);
                    s0 = x0.fma(w0, s0);
                    FloatVector x1 = fromArray(SPECIES, arena, from + step);
                    s0 = x1.fma(w1, s0);
                    s1 = x1.fma(w0, s1);
                    FloatVector x2 = fromArray(SPECIES, arena, from + 2 * step);
                    s0 = x2.fma(w2, s0);
                    s1 = x2.fma(w1, s1);
                    s2 = x2.fma(w0, s2);
                    FloatVector x3 = fromArray(SPECIES, arena, from + 3 * step);
                    s1 = x3.fma(w2, s1);
                    s2 = x3.fma(w1, s2);
                    s3 = x3.fma(w0, s3);
                    FloatVector x4 = fromArray(SPECIES, arena, from + 4 * step);
                    s2 = x4.fma(w2, s2);
                    s3 = x4.fma(w1, s3);
                    s4 = x4.fma(w0, s4);
                    FloatVector x5 = fromArray(SPECIES, arena, from + 5 * step);
                    s3 = x5.fma(w2, s3);
                    s4 = x5.fma(w1, s4);
                    s5 = x5.fma(w0, s5);
                    FloatVector x6 = fromArray(SPECIES, arena, from + 6 * step);
                    s4 = x6.fma(w2, s4);
                    s5 = x6.fma(w1, s5);
                    FloatVector x7 = fromArray(SPECIES, arena, from + 7 * step);
                    s5 = x7.fma(w2, s5);
                }
                s0.intoArray(arena, to);
                s1.intoArray(arena, to + outStep);
                s2.intoArray(arena, to + 2 * outStep);
                s3.intoArray(arena, to + 3 * outStep);
                s4.intoArray(arena, to + 4 * outStep);
                s5.intoArray(arena, to + 5 * outStep);
                origin += PIXELS * step;
                to += PIXELS * outStep;
            }
        }
    }

    /** 5x5 at stride 1, as {@link #threeByThree}, in tiles that keep the method small: see {@link VectorLanes}. */
    private void fiveByFive(float[] arena, int firstLine, int endLine, int channel) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int step = in.pixelStride();
        int lineStep = in.lineStride();
        int outStep = out.pixelStride();
        int tiles = out.width() / FEW_PIXELS;
        int panel = channel * window.taps();
        for (int y = firstLine; y < endLine; y++) {
            int first = firstTap(y);
            int end = endTap(y);
            int origin = in.line(y) + channel;
            int to = out.line(y) + channel;
            for (int tile = 0; tile < tiles; tile++) {
                FloatVector s0 = fromArray(SPECIES, bias, channel);
                FloatVector s1 = s0;
                FloatVector s2 = s0;
                for (int line = first; line < end; line++) {
                    int from = origin + line * lineStep;
                    int w = panel + line * 5 * COUNT;
                    FloatVector w0 = fromArray(SPECIES, weights, w);
                    FloatVector w1 = fromArray(SPECIES, weights, w + COUNT);
                    FloatVector w2 = fromArray(SPECIES, weights, w + 2 * COUNT);
                    FloatVector w3 = fromArray(SPECIES, weights, w + 3 * COUNT);
                    FloatVector w4 = fromArray(SPECIES, weights, w + 4 * COUNT);
                    FloatVector x0 = fromArray(SPECIES, arena, from);
                    s0 = x0.fma(w0, s0);
                    FloatVector x1 = fromArray(SPECIES, arena, from + step);
                    s0 = x1.fma(w1, s0);
                    s1 = x1.fma(w0, s1);
                    FloatVector x2 = fromArray(SPECIES, arena, from + 2 * step);
                    s0 = x2.fma(w2, s0);
                    s1 = x2.fma(w1, s1);
                    s2 = x2.fma(w0, s2);
                    FloatVector x3 = fromArray(SPECIES, arena, from + 3 * step);
                    s0 = x3.fma(w3, s0);
                    s1 = x3.fma(w2, s1);
                    s2 = x3.fma(w1, s2);
                    FloatVector x4 = fromArray(SPECIES, arena, from + 4 * step);
                    s0 = x4.fma(w4, s0);
                    s1 = x4.fma(w3, s1);
                    s2 = x4.fma(w2, s2);
                    FloatVector x5 = fromArray(SPECIES, arena, from + 5 * step);
                    s1 = x5.fma(w4, s1);
                    s2 = x5.fma(w3, s2);
                    FloatVector x6 = fromArray(SPECIES, arena, from + 6 * step);
                    s2 = x6.fma(w4, s2);
                }
                s0.intoArray(arena, to);
                s1.intoArray(arena, to + outStep);
                s2.intoArray(arena, to + 2 * outStep);
                origin += FEW_PIXELS * step;
                to += FEW_PIXELS * outStep;
            }
        }
    }

    /** Computes six pixels from {@code left} in each line, for any window. */
    private void sixPixels(float[] arena, int firstLine, int endLine, int left, int channel) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int step = window.strideX() * in.pixelStride();
        int outStep = out.pixelStride();
        int[] offsets = tapOffsets;
        for (int y = firstLine; y < endLine; y++) {
            int first = firstTap(y) * window.width();
            int end = endTap(y) * window.width();
            int from = in.pixel(y * window.strideY(), left * window.strideX()) + channel;
            FloatVector s0 = fromArray(SPECIES, bias, channel);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            FloatVector s4 = s0;
            FloatVector s5 = s0;
            for (int tap = first; tap < end; tap++) {
                FloatVector weight = fromArray(SPECIES, weights, channel * offsets.length + tap * COUNT);
                int at = from + offsets[tap];
                s0 = fromArray(SPECIES, arena, at).fma(weight, s0);
                s1 = fromArray(SPECIES, arena, at + step).fma(weight, s1);
                s2 = fromArray(SPECIES, arena, at + 2 * step).fma(weight, s2);
                s3 = fromArray(SPECIES, arena, at + 3 * step).fma(weight, s3);
                s4 = fromArray(SPECIES, arena, at + 4 * step).fma(weight, s4);
                s5 = fromArray(SPECIES, arena, at + 5 * step).fma(weight, s5);
            }
            int to = out.pixel(y, left) + channel;
            s0.intoArray(arena, to);
            s1.intoArray(arena, to + outStep);
            s2.intoArray(arena, to + 2 * outStep);
            s3.intoArray(arena, to + 3 * outStep);
            s4.intoArray(arena, to + 4 * outStep);
            s5.intoArray(arena, to + 5 * outStep);
        }
    }

    /** Computes three pixels from {@code left} in each line, for any window. */
    private void threePixels(float[] arena, int firstLine, int endLine, int left, int channel) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int step = window.strideX() * in.pixelStride();
        int outStep = out.pixelStride();
        int[] offsets = tapOffsets;
        for (int y = firstLine; y < endLine; y++) {
            int first = firstTap(y) * window.width();
            int end = endTap(y) * window.width();
            int from = in.pixel(y * window.strideY(), left * window.strideX()) + channel;
            FloatVector s0 = fromArray(SPECIES, bias, channel);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            for (int tap = first; tap < end; tap++) {
                FloatVector weight = fromArray(SPECIES, weights, channel * offsets.length + tap * COUNT);
                int at = from + offsets[tap];
                s0 = fromArray(SPECIES, arena, at).fma(weight, s0);
                s1 = fromArray(SPECIES, arena, at + step).fma(weight, s1);
                s2 = fromArray(SPECIES, arena, at + 2 * step).fma(weight, s2);
            }
            int to = out.pixel(y, left) + channel;
            s0.intoArray(arena, to);
            s1.intoArray(arena, to + outStep);
            s2.intoArray(arena, to + 2 * outStep);
        }
    }

    /** One pixel of each line, any window. */
    private void onePixel(float[] arena, int firstLine, int endLine, int left, int channel) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        int[] offsets = tapOffsets;
        for (int y = firstLine; y < endLine; y++) {
            int first = firstTap(y) * window.width();
            int end = endTap(y) * window.width();
            int from = in.pixel(y * window.strideY(), left * window.strideX()) + channel;
            FloatVector s0 = fromArray(SPECIES, bias, channel);
            for (int tap = first; tap < end; tap++) {
                FloatVector weight = fromArray(SPECIES, weights, channel * offsets.length + tap * COUNT);
                int at = from + offsets[tap];
                s0 = fromArray(SPECIES, arena, at).fma(weight, s0);
            }
            int to = out.pixel(y, left) + channel;
            s0.intoArray(arena, to);
        }
    }
}
