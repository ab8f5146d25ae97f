package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Padding;

/**
 * The place of a map in the arena, in NHWC layout: channels innermost, then pixels, then lines. The pixel stride is a
 * multiple of {@link #BLOCK}, so kernels work on whole vectors; the floats between {@code channels} and
 * {@code pixelStride} are undefined. Lines may have a border between them.
 *
 * @param offset index of the first channel of the first pixel
 * @param height lines
 * @param width pixels per line
 * @param channels channels
 * @param pixelStride floats from a pixel to the next
 * @param lineStride floats from a line to the next
 */
public record View(int offset, int height, int width, int channels, int pixelStride, int lineStride) {
    /** The lanes of the widest vector, 512 bits, to a multiple of which channels are padded. */
    public static final int BLOCK = 16;

    public static int roundUp(int channels) {
        return (channels + BLOCK - 1) / BLOCK * BLOCK;
    }

    public int line(int y) {
        return offset + y * lineStride;
    }

    public int pixel(int y, int x) {
        return offset + y * lineStride + x * pixelStride;
    }

    public int pixels() {
        return height * width;
    }

    public int elements() {
        return pixels() * channels;
    }

    public boolean isContiguous() {
        return lineStride == width * pixelStride;
    }

    /** Returns the same floats as one long line if there is no border, for kernels that ignore positions. */
    public View flattened() {
        return isContiguous() ? new View(offset, 1, pixels(), channels, pixelStride, pixels() * pixelStride) : this;
    }

    /** Returns this map with its border. */
    public View bordered(Padding padding) {
        return new View(
                offset - padding.top() * lineStride - padding.left() * pixelStride,
                height + padding.top() + padding.bottom(),
                width + padding.left() + padding.right(),
                channels,
                pixelStride,
                lineStride);
    }

    /** Copies this map from ONNX's layout (CHW), beginning at {@code chw[from]}. */
    public void load(float[] chw, int from, float[] arena) {
        int at = from;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                spread(chw, at, arena, line(y) + c);
                at += width;
            }
        }
    }

    /** Copies one line. A method of its own is called often and thus compiled while the first image is loaded. */
    private void spread(float[] chw, int from, float[] arena, int to) {
        for (int x = 0; x < width; x++) {
            arena[to + x * pixelStride] = chw[from + x];
        }
    }

    /** Copies this map into ONNX's layout (CHW), beginning at {@code chw[to]}. */
    public void store(float[] arena, float[] chw, int to) {
        int at = to;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                int from = line(y) + c;
                for (int x = 0; x < width; x++) {
                    chw[at++] = arena[from + x * pixelStride];
                }
            }
        }
    }
}
