package io.microexp.internal.engine;

import java.util.Arrays;

/** Rearranges weights for the kernels: once, when the model is opened. */
final class Packing {
    private Packing() {}

    /** One value per output channel, zeros up to the whole block. */
    static float[] bias(Op.Conv conv) {
        return Arrays.copyOf(conv.bias(), View.roundUp(conv.bias().length));
    }

    /**
     * The weights as rows of output channels, zeros up to the whole block, in one array: read once a call from the
     * larger caches, they come fastest in the order of the memory.
     *
     * @return [height * width * input channels / groups][output channels]: in the order of NHWC memory under a window
     */
    static float[] rows(Op.Conv conv) {
        int taps = conv.window().taps();
        int outputs = conv.bias().length;
        int inputs = conv.weights().length / (taps * outputs);
        int length = View.roundUp(outputs);
        float[] rows = new float[taps * inputs * length];
        for (int tap = 0; tap < taps; tap++) {
            for (int i = 0; i < inputs; i++) {
                copyStrided(conv.weights(), i * taps + tap, inputs * taps, rows, (tap * inputs + i) * length, outputs);
            }
        }
        return rows;
    }

    /** A method of its own, called often: it is compiled while the first layers are packed. */
    private static void copyStrided(float[] from, int start, int stride, float[] to, int first, int count) {
        for (int i = 0, at = start; i < count; i++, at += stride) {
            to[first + i] = from[at];
        }
    }

    /**
     * The weights in panels: the first panel holds the first few vectors of output channels for every row, then the
     * second, in memory order.
     *
     * @param lanes floats of a vector
     * @param maxVectors vectors of a panel
     */
    static float[] panels(Op.Conv conv, int lanes, int maxVectors) {
        float[] rows = rows(conv);
        int outputs = View.roundUp(conv.bias().length);
        float[] panels = new float[rows.length];
        int at = 0;
        for (int output = 0; output < outputs; ) {
            int width = panelVectors((outputs - output) / lanes, maxVectors) * lanes;
            for (int row = 0; row < rows.length; row += outputs) {
                System.arraycopy(rows, row + output, panels, at, width);
                at += width;
            }
            output += width;
        }
        return panels;
    }

    /** Vectors of the next panel: as many as fit, but two and two rather than three and one. */
    static int panelVectors(int remaining, int maxVectors) {
        return remaining == maxVectors + 1 && maxVectors > 2 ? maxVectors - 1 : Math.min(remaining, maxVectors);
    }

    /** Where the element of each of the {@link #rows} lies, relative to the first tap of a pixel. */
    static int[] rowOffsets(Window window, View in) {
        int[] offsets = new int[window.taps() * in.channels()];
        int row = 0;
        for (int ky = 0; ky < window.height(); ky++) {
            for (int kx = 0; kx < window.width(); kx++) {
                for (int c = 0; c < in.channels(); c++) {
                    offsets[row++] =
                            ky * window.dilationY() * in.lineStride() + kx * window.dilationX() * in.pixelStride() + c;
                }
            }
        }
        return offsets;
    }

    /**
     * Where each pixel lies, line by line; the last one is repeated.
     *
     * @param repeats how often
     */
    static int[] pixelOffsets(View view, int repeats) {
        int[] offsets = new int[view.pixels() + repeats];
        for (int pixel = 0; pixel < offsets.length; pixel++) {
            int existing = Math.min(pixel, view.pixels() - 1);
            offsets[pixel] = view.pixel(existing / view.width(), existing % view.width());
        }
        return offsets;
    }
}
