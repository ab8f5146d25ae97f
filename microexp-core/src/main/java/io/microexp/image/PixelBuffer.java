package io.microexp.image;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A camera frame in the caller's memory. Nothing is copied until it is converted to gray or color.
 *
 * <p>Color becomes gray by ITU-R BT.601's luma, {@code 0.299 R + 0.587 G + 0.114 B}, in integer arithmetic with 16
 * fractional bits, rounded to nearest. YUV encodings give their Y unchanged, without stretching a camera's limited
 * range (16 to 235). Alpha is ignored.
 *
 * <p>Thread safety: holds no state of its own and is as safe as the caller's memory. The buffers' positions and limits
 * are neither used after construction nor changed.
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
    private static final byte NEUTRAL_CHROMA = (byte) 128;

    private final Encoding encoding;
    private final ByteBuffer bytes;
    private final int stride;
    private final Chroma chroma;
    private final Window window;
    private final int width;
    private final int height;

    /** How a frame's bytes are laid out, in the order of memory. */
    public enum Encoding {
        /** One byte per pixel, gray. */
        MONO8(Kind.GRAY, 1, 0, 0, 0),
        /** Two bytes per pixel, gray, low byte first. The high byte is used. */
        MONO16(Kind.GRAY, 2, 1, 0, 0),
        /** Red, green, blue. */
        RGB8(Kind.RGB, 3, 0, 1, 2),
        /** Blue, green, red. */
        BGR8(Kind.RGB, 3, 2, 1, 0),
        /** Red, green, blue, alpha. */
        RGBA8(Kind.RGB, 4, 0, 1, 2),
        /** Blue, green, red, alpha. */
        BGRA8(Kind.RGB, 4, 2, 1, 0),
        /** Two bytes per pixel, low byte first: 5 bits of red, 6 of green, 5 of blue from the highest bit down. */
        RGB565(Kind.RGB565, 2, 0, 0, 0),
        /** YUV 4:2:2 packed as Y0 U Y1 V: V4L2's {@code YUYV}, ROS's {@code yuv422_yuy2}. Even width. */
        YUV422_YUYV(Kind.YUV, 2, 0, 1, 3),
        /** YUV 4:2:2 packed as U Y0 V Y1: V4L2's {@code UYVY}, ROS's {@code yuv422}. Even width. */
        YUV422_UYVY(Kind.YUV, 2, 1, 0, 2),
        /** YUV 4:2:0: a plane of Y, then one of interleaved U and V at half size. */
        NV12(Kind.YUV, 1, 0, 0, 1),
        /** YUV 4:2:0: a plane of Y, then one of interleaved V and U at half size. */
        NV21(Kind.YUV, 1, 0, 1, 0),
        /** YUV 4:2:0: a plane of Y, one of U and one of V at half size, whose rows are half as long. */
        I420(Kind.YUV, 1, 0, 0, 0),
        /** YUV 4:2:0: a plane of Y, one of V and one of U at half size, whose rows are half as long. */
        YV12(Kind.YUV, 1, 0, 0, 0),
        /** Android's {@code YUV_420_888}: three buffers, see {@link PixelBuffer#wrapYuv420}. */
        YUV_420_888(Kind.YUV, 1, 0, 0, 0);

        private final Kind kind;
        private final int bytesPerPixel;
        private final int first;
        private final int second;
        private final int third;

        /* offsets of red, green and blue in a pixel, or of Y in a pixel and of U and V in a pair of pixels */
        Encoding(Kind kind, int bytesPerPixel, int first, int second, int third) {
            this.kind = kind;
            this.bytesPerPixel = bytesPerPixel;
            this.first = first;
            this.second = second;
            this.third = third;
        }

        /**
         * Returns the encoding of a ROS image, by the names of {@code sensor_msgs/image_encodings.hpp}.
         *
         * @param name for example {@code "bgr8"}
         * @return the encoding
         * @throws IllegalArgumentException if there is none, as for Bayer patterns; the message tells what to do
         */
        public static Encoding ofRos(String name) {
            return switch (name) {
                case "mono8", "8UC1" -> MONO8;
                case "mono16", "16UC1" -> MONO16;
                case "rgb8" -> RGB8;
                case "bgr8", "8UC3" -> BGR8;
                case "rgba8" -> RGBA8;
                case "bgra8", "8UC4" -> BGRA8;
                case "yuv422", "uyvy" -> YUV422_UYVY;
                case "yuv422_yuy2", "yuyv" -> YUV422_YUYV;
                case "nv21" -> NV21;
                default ->
                    throw new IllegalArgumentException("Expected mono8, mono16, rgb8, bgr8, rgba8, bgra8, yuv422,"
                            + " yuv422_yuy2 or nv21, found " + name
                            + (name.startsWith("bayer_")
                                    ? ". Demosaic the frame first, with the node image_proc or OpenCV's cvtColor"
                                    : ". Convert the frame first, for example with cv_bridge"));
            };
        }

        private boolean isPacked422() {
            return kind == Kind.YUV && bytesPerPixel == 2;
        }

        private boolean isSemiPlanar() {
            return this == NV12 || this == NV21;
        }
    }

    private enum Kind {
        GRAY,
        RGB,
        RGB565,
        YUV
    }

    /** Where U and V are, each a plane of rows at a stride and values at another. Columns beyond the last repeat it. */
    private record Chroma(
            ByteBuffer u, ByteBuffer v, int stride, int valueStride, int columns, int columnShift, int rowShift) {
        int index(int x, int y) {
            return (y >> rowShift) * stride + Math.min(x >> columnShift, columns - 1) * valueStride;
        }
    }

    /** Maps (x, y) of this frame to (x0 + ax * x + bx * y, y0 + ay * x + by * y) of the memory. */
    private record Window(int x0, int y0, int ax, int ay, int bx, int by) {
        static final Window WHOLE = new Window(0, 0, 1, 0, 0, 1);

        int x(int x, int y) {
            return x0 + ax * x + bx * y;
        }

        int y(int x, int y) {
            return y0 + ay * x + by * y;
        }

        Window from(int x, int y) {
            return new Window(x(x, y), y(x, y), ax, ay, bx, by);
        }

        Window quarterTurn(int height) {
            return new Window(x(0, height - 1), y(0, height - 1), -bx, -by, ax, ay);
        }
    }

    private PixelBuffer(
            Encoding encoding, ByteBuffer bytes, int stride, Chroma chroma, Window window, int width, int height) {
        this.encoding = encoding;
        this.bytes = bytes;
        this.stride = stride;
        this.chroma = chroma;
        this.window = window;
        this.width = width;
        this.height = height;
    }

    /**
     * Returns a frame whose rows follow each other without padding.
     *
     * @param pixels the memory from its position on, heap or direct; aliased
     * @param encoding the layout
     * @param width pixels per row, positive
     * @param height rows, positive
     * @return the frame
     * @throws IllegalArgumentException if a size is not positive, or the buffer too short
     */
    public static PixelBuffer wrap(ByteBuffer pixels, Encoding encoding, int width, int height) {
        int stride = (int) Math.min((long) encoding.bytesPerPixel * width, Integer.MAX_VALUE);
        return wrap(pixels, encoding, stride, width, height);
    }

    /**
     * Returns a frame with padded rows.
     *
     * @param pixels the memory from its position on, heap or direct; aliased
     * @param encoding the layout
     * @param stride bytes from one row to the next, at least those of a row of pixels. The planes of 4:2:0 encodings
     *     follow each other without a gap. Both planes of NV12 and NV21 have this stride. Chroma rows of I420 and YV12
     *     have half of it, rounded up
     * @param width pixels per row, positive, and even for packed 4:2:2
     * @param height rows, positive
     * @return the frame
     * @throws IllegalArgumentException if a size is not positive, the stride too small, or the buffer too short
     */
    public static PixelBuffer wrap(ByteBuffer pixels, Encoding encoding, int stride, int width, int height) {
        Objects.requireNonNull(pixels, "pixels");
        if (encoding == Encoding.YUV_420_888) {
            throw new IllegalArgumentException("YUV_420_888 has three buffers: wrap them by wrapYuv420");
        }
        checkSize(width, height);
        if (encoding.isPacked422() && width % 2 != 0) {
            throw new IllegalArgumentException("Expected an even width for " + encoding + ", found " + width);
        }
        long row = (long) encoding.bytesPerPixel * width;
        checkStride(encoding, stride, row, width);
        long pixelBytes = (long) stride * (height - 1) + row;
        long chromaRows = (height + 1L) / 2;
        long needed = pixelBytes;
        if (encoding.isSemiPlanar()) {
            needed += stride * chromaRows;
        } else if (encoding == Encoding.I420 || encoding == Encoding.YV12) {
            needed = (long) stride * height + 2 * chromaRows * ((stride + 1L) / 2);
        }
        checkLength(needed, pixels, width + "x" + height + " " + encoding + " at stride " + stride);
        ByteBuffer bytes = pixels.slice();
        return new PixelBuffer(
                encoding, bytes, stride, chroma(bytes, encoding, stride, width, height), Window.WHOLE, width, height);
    }

    private static Chroma chroma(ByteBuffer bytes, Encoding encoding, int stride, int width, int height) {
        int columns = (width + 1) / 2;
        if (encoding.isPacked422()) {
            return new Chroma(from(bytes, encoding.second), from(bytes, encoding.third), stride, 4, columns, 1, 0);
        }
        if (encoding.isSemiPlanar()) {
            // the last column of an odd width may lack its color, and a single column has none
            columns = width / 2;
            int plane = stride * height;
            return columns == 0
                    ? null
                    : new Chroma(
                            from(bytes, plane + encoding.second),
                            from(bytes, plane + encoding.third),
                            stride,
                            2,
                            columns,
                            1,
                            1);
        }
        if (encoding.kind == Kind.YUV) {
            int chromaStride = (stride + 1) / 2;
            ByteBuffer first = from(bytes, stride * height);
            ByteBuffer second = from(first, chromaStride * ((height + 1) / 2));
            return encoding == Encoding.I420
                    ? new Chroma(first, second, chromaStride, 1, columns, 1, 1)
                    : new Chroma(second, first, chromaStride, 1, columns, 1, 1);
        }
        return null;
    }

    private static ByteBuffer from(ByteBuffer bytes, int offset) {
        return bytes.slice(offset, bytes.limit() - offset);
    }

    /**
     * Returns a frame over the three planes of Android's {@code YUV_420_888}, as {@code Image.getPlanes()} gives them.
     *
     * @param y the Y plane from its position on, one byte per pixel; aliased
     * @param stride bytes from one row of Y to the next
     * @param u the U plane at half size from its position on; aliased
     * @param v the V plane at half size from its position on; aliased
     * @param chromaStride bytes from one row of U or V to the next
     * @param chromaPixelStride bytes from one value of U or V to the next, usually 1 or 2
     * @param width pixels per row, positive
     * @param height rows, positive
     * @return the frame
     * @throws IllegalArgumentException if a size is not positive, a stride too small, or a buffer too short
     */
    public static PixelBuffer wrapYuv420(
            ByteBuffer y,
            int stride,
            ByteBuffer u,
            ByteBuffer v,
            int chromaStride,
            int chromaPixelStride,
            int width,
            int height) {
        checkSize(width, height);
        checkStride(Encoding.YUV_420_888, stride, width, width);
        if (chromaPixelStride < 1) {
            throw new IllegalArgumentException("Expected a pixel stride of at least 1, found " + chromaPixelStride);
        }
        int columns = (int) ((width + 1L) / 2);
        int rows = (int) ((height + 1L) / 2);
        long chromaRow = (columns - 1L) * chromaPixelStride + 1;
        checkStride(Encoding.YUV_420_888, chromaStride, chromaRow, columns);
        String what = width + "x" + height + " YUV_420_888";
        checkLength((long) stride * (height - 1) + width, y, "Y of " + what);
        long chromaBytes = (long) chromaStride * (rows - 1) + chromaRow;
        checkLength(chromaBytes, u, "U of " + what);
        checkLength(chromaBytes, v, "V of " + what);
        Chroma chroma = new Chroma(u.slice(), v.slice(), chromaStride, chromaPixelStride, columns, 1, 1);
        return new PixelBuffer(Encoding.YUV_420_888, y.slice(), stride, chroma, Window.WHOLE, width, height);
    }

    private static void checkSize(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Expected a positive width and height, found " + width + "x" + height);
        }
    }

    private static void checkStride(Encoding encoding, int stride, long row, int width) {
        if (stride < row) {
            throw new IllegalArgumentException("Expected a stride of at least " + row + " bytes for " + width
                    + " pixels of " + encoding + ", found " + stride);
        }
    }

    private static void checkLength(long needed, ByteBuffer bytes, String what) {
        if (needed > bytes.remaining()) {
            throw new IllegalArgumentException(
                    "Expected at least " + needed + " bytes for " + what + ", found " + bytes.remaining());
        }
    }

    /**
     * Returns the width in pixels.
     *
     * @return the width
     */
    public int width() {
        return width;
    }

    /**
     * Returns the height in pixels.
     *
     * @return the height
     */
    public int height() {
        return height;
    }

    /**
     * Returns the layout.
     *
     * @return the encoding
     */
    public Encoding encoding() {
        return encoding;
    }

    /**
     * Returns a rectangle of this frame, which shares its memory.
     *
     * @param x left column
     * @param y top row
     * @param width pixels per row, positive
     * @param height rows, positive
     * @return a frame of that size
     * @throws IllegalArgumentException if the rectangle is empty or extends outside the frame
     */
    public PixelBuffer view(int x, int y, int width, int height) {
        GrayImage.checkInside(x, y, width, height, this.width, this.height);
        return new PixelBuffer(encoding, bytes, stride, chroma, window.from(x, y), width, height);
    }

    /**
     * Returns this frame rotated clockwise, which shares its memory. Cameras mounted on their side need this.
     *
     * @param degrees 0, 90, 180 or 270
     * @return a frame whose width and height are exchanged if it is rotated by 90 or 270 degrees
     * @throws IllegalArgumentException if it is any other angle
     */
    public PixelBuffer rotate(int degrees) {
        return switch (degrees) {
            case 0 -> this;
            case 90 -> new PixelBuffer(encoding, bytes, stride, chroma, window.quarterTurn(height), height, width);
            case 180, 270 -> rotate(90).rotate(degrees - 90);
            default -> throw new IllegalArgumentException("Expected 0, 90, 180 or 270 degrees, found " + degrees);
        };
    }

    /**
     * Returns the whole frame in gray.
     *
     * @return an image with its own memory
     */
    public GrayImage toGray() {
        byte[] gray = new byte[Math.multiplyExact(width, height)];
        toGray(0, 0, width, height, gray);
        return GrayImage.wrap(gray, width, height);
    }

    /**
     * Writes a rectangle in gray into the caller's array, for loops that must not allocate. Wrap the array once with
     * {@link GrayImage#wrap(byte[], int, int)} to see it as an image.
     *
     * @param x left column
     * @param y top row
     * @param width pixels per row, positive
     * @param height rows, positive
     * @param out receives {@code width * height} bytes, row-major without gaps
     * @throws IllegalArgumentException if the rectangle is empty or extends outside the frame, or {@code out} is
     *     too short
     */
    public void toGray(int x, int y, int width, int height, byte[] out) {
        GrayImage.checkInside(x, y, width, height, this.width, this.height);
        checkRoom((long) width * height, width, height, out);
        int step = step();
        for (int row = 0; row < height; row++) {
            int from = index(x, y + row);
            int to = row * width;
            switch (encoding.kind) {
                case GRAY, YUV -> gather(from + encoding.first, step, out, to, width);
                case RGB -> luma(from, step, out, to, width);
                case RGB565 -> luma565(from, step, out, to, width);
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
     * @throws IllegalArgumentException if the rectangle is empty or extends outside the frame, or {@code out} is
     *     too short
     */
    public void toRgb(int x, int y, int width, int height, byte[] out) {
        GrayImage.checkInside(x, y, width, height, this.width, this.height);
        checkRoom(3L * width * height, width, height, out);
        int step = step();
        for (int row = 0; row < height; row++) {
            int from = index(x, y + row);
            int to = 3 * row * width;
            switch (encoding.kind) {
                case GRAY -> grayAsRgb(from + encoding.first, step, out, to, width);
                case RGB -> rgb(from, step, out, to, width);
                case RGB565 -> rgb565(from, step, out, to, width);
                case YUV -> yuv(x, y + row, out, to, width);
            }
        }
    }

    private static void checkRoom(long needed, int width, int height, byte[] out) {
        if (out.length < needed) {
            throw new IllegalArgumentException("Expected an array of at least " + needed + " bytes for " + width + "x"
                    + height + ", found " + out.length);
        }
    }

    private int index(int x, int y) {
        return window.y(x, y) * stride + window.x(x, y) * encoding.bytesPerPixel;
    }

    /** Bytes from one pixel of a row of this frame to the next. */
    private int step() {
        return window.ax * encoding.bytesPerPixel + window.ay * stride;
    }

    private void gather(int from, int step, byte[] out, int to, int count) {
        if (step == 1) {
            bytes.get(from, out, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            out[to + i] = bytes.get(from + i * step);
        }
    }

    private void luma(int from, int step, byte[] out, int to, int count) {
        int red = from + encoding.first;
        int green = from + encoding.second;
        int blue = from + encoding.third;
        for (int i = 0; i < count; i++) {
            out[to + i] = luma(
                    bytes.get(red + i * step) & 0xFF,
                    bytes.get(green + i * step) & 0xFF,
                    bytes.get(blue + i * step) & 0xFF);
        }
    }

    private void luma565(int from, int step, byte[] out, int to, int count) {
        for (int i = 0; i < count; i++) {
            int bits = bits565(from + i * step);
            out[to + i] = luma(red565(bits), green565(bits), blue565(bits));
        }
    }

    private static byte luma(int red, int green, int blue) {
        return (byte) ((RED_WEIGHT * red + GREEN_WEIGHT * green + BLUE_WEIGHT * blue + HALF) >> WEIGHT_BITS);
    }

    private void grayAsRgb(int from, int step, byte[] out, int to, int count) {
        for (int i = 0; i < count; i++) {
            byte gray = bytes.get(from + i * step);
            out[to + 3 * i] = gray;
            out[to + 3 * i + 1] = gray;
            out[to + 3 * i + 2] = gray;
        }
    }

    private void rgb(int from, int step, byte[] out, int to, int count) {
        for (int i = 0; i < count; i++) {
            int pixel = from + i * step;
            out[to + 3 * i] = bytes.get(pixel + encoding.first);
            out[to + 3 * i + 1] = bytes.get(pixel + encoding.second);
            out[to + 3 * i + 2] = bytes.get(pixel + encoding.third);
        }
    }

    private void rgb565(int from, int step, byte[] out, int to, int count) {
        for (int i = 0; i < count; i++) {
            int bits = bits565(from + i * step);
            out[to + 3 * i] = (byte) red565(bits);
            out[to + 3 * i + 1] = (byte) green565(bits);
            out[to + 3 * i + 2] = (byte) blue565(bits);
        }
    }

    private int bits565(int pixel) {
        return bytes.get(pixel) & 0xFF | (bytes.get(pixel + 1) & 0xFF) << 8;
    }

    /* the highest bits once more in the lowest, so that all ones become 255 */
    private static int red565(int bits) {
        return bits >> 11 << 3 | bits >> 13;
    }

    private static int green565(int bits) {
        return (bits >> 5 & 0x3F) << 2 | bits >> 9 & 0x3;
    }

    private static int blue565(int bits) {
        return (bits & 0x1F) << 3 | bits >> 2 & 0x7;
    }

    private void yuv(int x, int y, byte[] out, int to, int count) {
        int from = index(x, y) + encoding.first;
        int step = step();
        for (int i = 0; i < count; i++) {
            byte u = NEUTRAL_CHROMA;
            byte v = NEUTRAL_CHROMA;
            if (chroma != null) {
                int pair = chroma.index(window.x(x + i, y), window.y(x + i, y));
                u = chroma.u.get(pair);
                v = chroma.v.get(pair);
            }
            writeYuv(bytes.get(from + i * step), u, v, out, to + 3 * i);
        }
    }

    private static void writeYuv(byte luma, byte blueness, byte redness, byte[] out, int to) {
        int y = luma & 0xFF;
        int u = (blueness & 0xFF) - (NEUTRAL_CHROMA & 0xFF);
        int v = (redness & 0xFF) - (NEUTRAL_CHROMA & 0xFF);
        out[to] = clampToByte(y + ((V_TO_RED * v + HALF) >> WEIGHT_BITS));
        out[to + 1] = clampToByte(y - ((U_TO_GREEN * u + V_TO_GREEN * v + HALF) >> WEIGHT_BITS));
        out[to + 2] = clampToByte(y + ((U_TO_BLUE * u + HALF) >> WEIGHT_BITS));
    }

    private static byte clampToByte(int value) {
        return (byte) Math.max(0, Math.min(value, 255));
    }

    @Override
    public String toString() {
        return "PixelBuffer[" + width + "x" + height + " " + encoding + "]";
    }
}
