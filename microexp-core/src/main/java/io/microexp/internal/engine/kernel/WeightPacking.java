package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Window;
import java.util.Arrays;

/** Rearranges weights for the loops of the kernels, once, when a model is opened. */
public final class WeightPacking {
    private WeightPacking() {}

    /** Returns the biases, padded with zeros to a whole block. */
    public static float[] bias(Op.Conv conv) {
        return Arrays.copyOf(conv.bias(), View.roundUp(conv.bias().length));
    }

    /**
     * Returns the weights as rows of output channels, each padded with zeros to a whole block. They lie in one array, in
     * the order in which a call reads them from the larger caches.
     *
     * @return [height * width * input channels / groups][output channels], the order of NHWC memory under a window
     */
    public static float[] rows(Op.Conv conv) {
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

    /** Copies with a stride. A method of its own is called often and thus compiled while the first layers are packed. */
    private static void copyStrided(float[] from, int start, int stride, float[] to, int first, int count) {
        for (int i = 0, at = start; i < count; i++, at += stride) {
            to[first + i] = from[at];
        }
    }

    /**
     * Returns the weights in panels, as GEMM kernels read them: the first panel holds the first few vectors of output
     * channels of every row, the second panel the next ones.
     *
     * @param lanes floats per vector
     * @param maxVectors vectors per panel
     */
    public static float[] panels(Op.Conv conv, int lanes, int maxVectors) {
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

    /** Returns the vectors of the next panel: as many as fit, but two and two rather than three and one. */
    public static int panelVectors(int remaining, int maxVectors) {
        return remaining == maxVectors + 1 && maxVectors > 2 ? maxVectors - 1 : Math.min(remaining, maxVectors);
    }

    /** Returns the offset of each row's element from the first tap of a pixel. */
    public static int[] rowOffsets(Window window, View in) {
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
     * Returns the index of each pixel, line by line.
     *
     * @param repeats how often the last pixel is repeated
     */
    public static int[] pixelOffsets(View view, int repeats) {
        int[] offsets = new int[view.pixels() + repeats];
        for (int pixel = 0; pixel < offsets.length; pixel++) {
            int existing = Math.min(pixel, view.pixels() - 1);
            offsets[pixel] = view.pixel(existing / view.width(), existing % view.width());
        }
        return offsets;
    }
}
