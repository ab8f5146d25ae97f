package io.microexp.internal.engine;

/**
 * Where a map lies in the arena: channels innermost, then pixels, then lines (NHWC). Pixels are {@code pixelStride}
 * floats apart, a multiple of {@link #BLOCK} so that kernels work on whole vectors: the floats between
 * {@code channels} and {@code pixelStride} are scratch of no meaning. Lines may have a border between them.
 *
 * @param offset index of the first channel of the first pixel
 * @param height lines
 * @param width pixels a line
 * @param channels channels
 * @param pixelStride floats from a pixel to the next
 * @param lineStride floats from a line to the next
 */
record View(int offset, int height, int width, int channels, int pixelStride, int lineStride) {
    /** Channels are padded to this many: the lanes of the widest vector, 512 bits. */
    static final int BLOCK = 16;

    static int roundUp(int channels) {
        return (channels + BLOCK - 1) / BLOCK * BLOCK;
    }

    int line(int y) {
        return offset + y * lineStride;
    }

    int pixel(int y, int x) {
        return offset + y * lineStride + x * pixelStride;
    }

    int pixels() {
        return height * width;
    }

    boolean isContiguous() {
        return lineStride == width * pixelStride;
    }

    /** The same floats as one long line, which kernels that do not care about position prefer. */
    View flattened() {
        return isContiguous() ? new View(offset, 1, pixels(), channels, pixelStride, pixels() * pixelStride) : this;
    }

    /** The top left corner of this map's border. */
    View bordered(Window.Padding padding) {
        return new View(
                offset - padding.top() * lineStride - padding.left() * pixelStride,
                height + padding.top() + padding.bottom(),
                width + padding.left() + padding.right(),
                channels,
                pixelStride,
                lineStride);
    }
}
