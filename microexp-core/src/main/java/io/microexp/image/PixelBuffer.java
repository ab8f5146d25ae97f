package io.microexp.image;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A camera frame in the caller's memory: nothing is copied until grey is asked for.
 *
 * <p>Colour becomes grey by ITU-R BT.601's luma, {@code 0.299 R + 0.587 G + 0.114 B}, in integer arithmetic with 16
 * fractional bits, rounded to nearest. YUV encodings give their Y as it stands, without stretching a camera's limited
 * range (16 to 235). Alpha is ignored.
 *
 * <p>Thread safety: holds no state of its own; as safe as the caller's memory. The buffer's position and limit are
 * neither used after construction nor changed.
 */
public final class PixelBuffer {
    private static final int RED_WEIGHT = 19595;
    private static final int GREEN_WEIGHT = 38470;
    private static final int BLUE_WEIGHT = 7471;
    private static final int WEIGHT_BITS = 16;
    private static final int HALF = 1 << (WEIGHT_BITS - 1);
    /* 1.402, 0.344136, 0.714136 and 1.772 of BT.601 */
    private static final int V_TO_RED = 91881;
    private static final int U_TO_GREEN = 22553;
    private static final int V_TO_GREEN = 46802;
    private static final int U_TO_BLUE = 116130;
    private static final int NEUTRAL_CHROMA = 128;

    private final ByteBuffer bytes;
    private final Encoding encoding;
    private final int stride;
    private final int width;
    private final int height;

    /** How a frame's bytes are laid out, in the order of memory. */
    public enum Encoding {
        /** One byte a pixel, grey. */
        MONO8(1, 0, -1, -1),
        /** Red, green, blue. */
        RGB8(3, 0, 1, 2),
        /** Blue, green, red. */
        BGR8(3, 2, 1, 0),
        /** Red, green, blue, alpha. */
        RGBA8(4, 0, 1, 2),
        /** Blue, green, red, alpha. */
        BGRA8(4, 2, 1, 0),
        /** YUV 4:2:2 packed as Y0 U Y1 V: V4L2's {@code YUYV}, ROS's {@code yuv422_yuy2}. Even width. */
        YUV422_YUYV(2, 0, -1, -1),
        /** YUV 4:2:2 packed as U Y0 V Y1: V4L2's {@code UYVY}, ROS's {@code yuv422}. Even width. */
        YUV422_UYVY(2, 1, -1, -1),
        /** YUV 4:2:0: a plane of Y, then one of interleaved U and V at half size. */
        NV12(1, 0, -1, -1),
        /** YUV 4:2:0: a plane of Y, then one of interleaved V and U at half size. */
        NV21(1, 0, -1, -1);

        private final int bytesPerPixel;
        private final int first;
        private final int green;
        private final int blue;

        /* first: the offset of red, or of Y in an encoding that has no colour channels to weigh */
        Encoding(int bytesPerPixel, int first, int green, int blue) {
            this.bytesPerPixel = bytesPerPixel;
            this.first = first;
            this.green = green;
            this.blue = blue;
        }

        private long bytesPerRow(int width) {
            return (long) bytesPerPixel * width;
        }

        private boolean hasColour() {
            return green >= 0;
        }

        private int rows(int height) {
            return this == NV12 || this == NV21 ? height + (height + 1) / 2 : height;
        }
    }

    private PixelBuffer(ByteBuffer bytes, Encoding encoding, int stride, int width, int height) {
        this.bytes = bytes;
        this.encoding = encoding;
        this.stride = stride;
        this.width = width;
        this.height = height;
    }

    /**
     * A frame whose rows follow each other without padding.
     *
     * @param pixels the memory from its position on, heap or direct; aliased
     * @param encoding the layout
     * @param width pixels a row, positive
     * @param height rows, positive
     * @return the frame
     * @throws IllegalArgumentException if a size is not positive, or the buffer too short
     */
    public static PixelBuffer wrap(ByteBuffer pixels, Encoding encoding, int width, int height) {
        int stride = (int) Math.min(encoding.bytesPerRow(width), Integer.MAX_VALUE);
        return wrap(pixels, encoding, stride, width, height);
    }

    /**
     * A frame with padded rows.
     *
     * @param pixels the memory from its position on, heap or direct; aliased
     * @param encoding the layout
     * @param stride bytes from one row to the next, at least those of a row of pixels; the planes of NV12 and NV21
     *     share it and follow each other without a gap
     * @param width pixels a row, positive; even where the encoding says so
     * @param height rows, positive
     * @return the frame
     * @throws IllegalArgumentException if a size is not positive, the stride too small, or the buffer too short
     */
    public static PixelBuffer wrap(ByteBuffer pixels, Encoding encoding, int stride, int width, int height) {
        Objects.requireNonNull(pixels, "pixels");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Expected a positive width and height, found " + width + "x" + height);
        }
        if (encoding.bytesPerPixel == 2 && width % 2 != 0) {
            throw new IllegalArgumentException("Expected an even width for " + encoding + ", found " + width);
        }
        long row = encoding.bytesPerRow(width);
        if (stride < row) {
            throw new IllegalArgumentException("Expected a stride of at least " + row + " bytes for " + width
                    + " pixels of " + encoding + ", found " + stride);
        }
        long needed = (long) stride * (encoding.rows(height) - 1) + row;
        if (needed > pixels.remaining()) {
            throw new IllegalArgumentException("Expected at least " + needed + " bytes for " + width + "x" + height
                    + " " + encoding + " at stride " + stride + ", found " + pixels.remaining());
        }
        return new PixelBuffer(pixels.slice(), encoding, stride, width, height);
    }

    /**
     * Pixels a row.
     *
     * @return the width
     */
    public int width() {
        return width;
    }

    /**
     * Rows.
     *
     * @return the height
     */
    public int height() {
        return height;
    }

    /**
     * The layout.
     *
     * @return the encoding
     */
    public Encoding encoding() {
        return encoding;
    }

    /**
     * The whole frame in grey.
     *
     * @return an image of its own memory
     */
    public GrayImage toGray() {
        byte[] gray = new byte[Math.multiplyExact(width, height)];
        toGray(0, 0, width, height, gray);
        return GrayImage.wrap(gray, 0, width, width, height);
    }

    /**
     * A rectangle in grey, written into the caller's array: the form for loops that may not allocate. Wrap the array
     * once with {@link GrayImage#wrap} to see it as an image.
     *
     * @param x left column
     * @param y top row
     * @param width pixels a row, positive
     * @param height rows, positive
     * @param out receives {@code width * height} bytes, row-major without gaps
     * @throws IllegalArgumentException if the rectangle is empty or leaves the frame, or {@code out} is too short
     */
    public void toGray(int x, int y, int width, int height, byte[] out) {
        GrayImage.checkInside(x, y, width, height, this.width, this.height);
        if (out.length < (long) width * height) {
            throw new IllegalArgumentException("Expected an array of at least " + (long) width * height + " bytes for "
                    + width + "x" + height + ", found " + out.length);
        }
        for (int row = 0; row < height; row++) {
            int from = (y + row) * stride + x * encoding.bytesPerPixel;
            if (encoding.hasColour()) {
                luma(from, out, row * width, width);
            } else {
                gather(from + encoding.first, out, row * width, width);
            }
        }
    }

    /**
     * Writes a rectangle in color into the caller's array. Gray encodings give three equal values. YUV encodings are
     * converted by ITU-R BT.601 in full range, so that gray stays the Y that {@link #toGray()} gives.
     *
     * @param x left column
     * @param y top row
     * @param width pixels per row, positive
     * @param height rows, positive
     * @param out receives {@code 3 * width * height} bytes: red, green and blue of each pixel, row-major without gaps
     * @throws IllegalArgumentException if the rectangle is empty or leaves the frame, or {@code out} is too short
     */
    public void toRgb(int x, int y, int width, int height, byte[] out) {
        GrayImage.checkInside(x, y, width, height, this.width, this.height);
        if (out.length < 3L * width * height) {
            throw new IllegalArgumentException("Expected an array of at least " + 3L * width * height + " bytes for "
                    + width + "x" + height + ", found " + out.length);
        }
        int to = 0;
        for (int row = y; row < y + height; row++) {
            for (int column = x; column < x + width; column++) {
                writeRgb(column, row, out, to);
                to += 3;
            }
        }
    }

    private void writeRgb(int x, int y, byte[] out, int to) {
        int pixel = y * stride + x * encoding.bytesPerPixel;
        if (encoding == Encoding.MONO8 || width == 1 && !encoding.hasColour()) {
            writeYuv(bytes.get(pixel), (byte) NEUTRAL_CHROMA, (byte) NEUTRAL_CHROMA, out, to);
            return;
        }
        switch (encoding) {
            case YUV422_YUYV -> {
                int pair = y * stride + (x & ~1) * 2;
                writeYuv(bytes.get(pixel), bytes.get(pair + 1), bytes.get(pair + 3), out, to);
            }
            case YUV422_UYVY -> {
                int pair = y * stride + (x & ~1) * 2;
                writeYuv(bytes.get(pixel + 1), bytes.get(pair), bytes.get(pair + 2), out, to);
            }
            case NV12, NV21 -> {
                // an odd last column shares the color of the pair before it, as memory may end there
                int chroma = (height + y / 2) * stride + (Math.max(0, Math.min(x, width - 2)) & ~1);
                int blue = encoding == Encoding.NV12 ? chroma : chroma + 1;
                int red = encoding == Encoding.NV12 ? chroma + 1 : chroma;
                writeYuv(bytes.get(pixel), bytes.get(blue), bytes.get(red), out, to);
            }
            default -> {
                out[to] = bytes.get(pixel + encoding.first);
                out[to + 1] = bytes.get(pixel + encoding.green);
                out[to + 2] = bytes.get(pixel + encoding.blue);
            }
        }
    }

    private static void writeYuv(byte luma, byte blueness, byte redness, byte[] out, int to) {
        int y = luma & 0xFF;
        int u = (blueness & 0xFF) - NEUTRAL_CHROMA;
        int v = (redness & 0xFF) - NEUTRAL_CHROMA;
        out[to] = clampToByte(y + ((V_TO_RED * v + HALF) >> WEIGHT_BITS));
        out[to + 1] = clampToByte(y - ((U_TO_GREEN * u + V_TO_GREEN * v + HALF) >> WEIGHT_BITS));
        out[to + 2] = clampToByte(y + ((U_TO_BLUE * u + HALF) >> WEIGHT_BITS));
    }

    private static byte clampToByte(int value) {
        return (byte) Math.max(0, Math.min(value, 255));
    }

    private void luma(int from, byte[] out, int to, int count) {
        int step = encoding.bytesPerPixel;
        int red = from + encoding.first;
        int green = from + encoding.green;
        int blue = from + encoding.blue;
        for (int i = 0; i < count; i++) {
            int weighed = RED_WEIGHT * (bytes.get(red + i * step) & 0xFF)
                    + GREEN_WEIGHT * (bytes.get(green + i * step) & 0xFF)
                    + BLUE_WEIGHT * (bytes.get(blue + i * step) & 0xFF);
            out[to + i] = (byte) ((weighed + HALF) >> WEIGHT_BITS);
        }
    }

    private void gather(int from, byte[] out, int to, int count) {
        if (encoding.bytesPerPixel == 1) {
            bytes.get(from, out, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            out[to + i] = bytes.get(from + i * encoding.bytesPerPixel);
        }
    }

    @Override
    public String toString() {
        return "PixelBuffer[" + width + "x" + height + " " + encoding + "]";
    }
}
