package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Window;
import java.util.Arrays;

/** Rearranges weights for the loops of the kernels, once, when a model is opened. */
public final class WeightPacking {
    private WeightPacking() {}

    /** Returns the biases, padded with zeros to whole vectors of so many lanes. */
    public static float[] bias(Op.Conv conv, int lanes) {
        return Arrays.copyOf(conv.bias(), (conv.bias().length + lanes - 1) / lanes * lanes);
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
        int inputs = conv.weights().length() / (taps * outputs);
        int length = View.roundUp(outputs);
        float[] rows = new float[taps * inputs * length];
        for (int tap = 0; tap < taps; tap++) {
            for (int i = 0; i < inputs; i++) {
                conv.weights().copyStrided(i * taps + tap, inputs * taps, rows, (tap * inputs + i) * length, outputs);
            }
        }
        return rows;
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
        int rowLength = View.roundUp(conv.bias().length);
        int outputs = bias(conv, lanes).length;
        float[] panels = new float[rows.length / rowLength * outputs];
        int at = 0;
        for (int output = 0; output < outputs; ) {
            int width = Math.min(outputs - output, maxVectors * lanes);
            for (int row = 0; row < rows.length; row += rowLength) {
                System.arraycopy(rows, row + output, panels, at, width);
                at += width;
            }
            output += width;
        }
        return panels;
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
     * Returns where the runs of adjacent floats begin that a window reads, relative to its first tap. All are of one
     * length and in the order of {@link #rows}.
     */
    public static int[] runOffsets(Window window, View in) {
        boolean gapless = in.channels() == in.pixelStride() && window.dilationX() == 1;
        int runsPerLine = gapless ? 1 : window.width();
        int[] offsets = new int[window.height() * runsPerLine];
        for (int run = 0; run < offsets.length; run++) {
            int ky = run / runsPerLine;
            int kx = run % runsPerLine;
            offsets[run] = ky * window.dilationY() * in.lineStride() + kx * window.dilationX() * in.pixelStride();
        }
        return offsets;
    }

    /**
     * Returns the index of the first tap of each output pixel, line by line.
     *
     * @param in the map without its border
     * @param repeats how often the last pixel is repeated
     */
    public static int[] windowOffsets(Window window, View in, View out, int repeats) {
        View bordered = in.bordered(window.padding());
        View firstTaps = new View(
                bordered.offset(),
                out.height(),
                out.width(),
                in.channels(),
                window.strideX() * in.pixelStride(),
                window.strideY() * in.lineStride());
        return pixelOffsets(firstTaps, repeats);
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
