package io.microexp.image;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * An 8-bit gray image: {@code uint8}, 0 (black) to 255 (white), row-major, {@code stride} bytes from row to row.
 *
 * <p>Thread safety: immutable if created by {@link #of} or {@link #copy}. An image created by {@code wrap} changes with
 * the caller's array.
 */
public final class GrayImage {
    private final byte[] pixels;
    private final int offset;
    private final int stride;
    private final int width;
    private final int height;

    private GrayImage(byte[] pixels, int offset, int stride, int width, int height) {
        this.pixels = pixels;
        this.offset = offset;
        this.stride = stride;
        this.width = width;
        this.height = height;
    }

    /**
     * Creates an image with its own copy of the pixels.
     *
     * @param pixels at least {@code width * height} bytes, row-major; copied
     * @param width pixels per row, positive
     * @param height rows, positive
     * @return the image
     * @throws IllegalArgumentException if a size is not positive or the array is too short
     */
    public static GrayImage of(byte[] pixels, int width, int height) {
        return wrap(pixels, 0, width, width, height).copy();
    }

    /**
     * Returns an image over the caller's array without copying it. Later changes to the array show through.
     *
     * @param pixels at least {@code width * height} bytes, row-major without gaps; aliased
     * @param width pixels per row, positive
     * @param height rows, positive
     * @return the image
     * @throws IllegalArgumentException if a size is not positive or the array is too short
     */
    public static GrayImage wrap(byte[] pixels, int width, int height) {
        return wrap(pixels, 0, width, width, height);
    }

    /**
     * Returns an image over a part of the caller's array without copying it. Later changes to the array show through.
     *
     * @param pixels the memory; aliased
     * @param offset index of the first pixel, not negative
     * @param stride bytes from one row to the next, at least {@code width}
     * @param width pixels per row, positive
     * @param height rows, positive
     * @return the image
     * @throws IllegalArgumentException if a size is not positive, the stride too small, or the array too short
     */
    public static GrayImage wrap(byte[] pixels, int offset, int stride, int width, int height) {
        Objects.requireNonNull(pixels, "pixels");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Expected a positive width and height, found " + width + "x" + height);
        }
        if (offset < 0 || stride < width) {
            throw new IllegalArgumentException("Expected offset >= 0 and stride >= width " + width + ", found offset "
                    + offset + ", stride " + stride);
        }
        long needed = offset + (long) stride * (height - 1) + width;
        if (needed > pixels.length) {
            throw new IllegalArgumentException("Expected at least " + needed + " bytes for " + width + "x" + height
                    + " at offset " + offset + " and stride " + stride + ", found " + pixels.length);
        }
        return new GrayImage(pixels, offset, stride, width, height);
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
     * Returns one pixel.
     *
     * @param x column, 0 to width - 1
     * @param y row, 0 to height - 1
     * @return its value, 0 to 255
     * @throws IndexOutOfBoundsException if outside the image
     */
    public int get(int x, int y) {
        return pixels[offset + Objects.checkIndex(y, height) * stride + Objects.checkIndex(x, width)] & 0xFF;
    }

    /**
     * Returns a rectangle of this image, which shares its memory.
     *
     * @param x left column
     * @param y top row
     * @param width pixels per row, positive
     * @param height rows, positive
     * @return a view
     * @throws IllegalArgumentException if the rectangle is empty or extends outside the image
     */
    public GrayImage view(int x, int y, int width, int height) {
        checkInside(x, y, width, height, this.width, this.height);
        return new GrayImage(pixels, offset + y * stride + x, stride, width, height);
    }

    /**
     * Returns a copy in memory of its own, which no caller can change.
     *
     * @return an image of {@code width * height} bytes
     */
    public GrayImage copy() {
        return new GrayImage(toArray(), 0, width, width, height);
    }

    /**
     * Returns the pixels.
     *
     * @return a new array of {@code width * height} bytes, row-major without gaps
     */
    public byte[] toArray() {
        byte[] copy = new byte[width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(pixels, offset + y * stride, copy, y * width, width);
        }
        return copy;
    }

    /**
     * Resizes to {@code width x height} and maps each value {@code v} to {@code v * scale + shift}. Model metadata
     * calls this {@code "area-bilinear"}. Along an axis that shrinks, a pixel is the mean over the area that it covers.
     * Along an axis that grows, it is interpolated linearly between pixel centers, and edges are repeated. Allocates
     * nothing.
     *
     * @param width target width in pixels, positive
     * @param height target height in pixels, positive
     * @param scale the factor applied to values in 0..255
     * @param shift the value added after scaling
     * @param out receives {@code width * height} float32 values, row-major, written by absolute index
     * @param offset the index of the first value
     * @throws IllegalArgumentException if a size is not positive or {@code out} is too short
     */
    public void resample(int width, int height, float scale, float shift, FloatBuffer out, int offset) {
        Resampler.resample(this, width, height, scale, shift, out, offset);
    }

    static void checkInside(int x, int y, int width, int height, int outerWidth, int outerHeight) {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x > outerWidth - width || y > outerHeight - height) {
            throw new IllegalArgumentException("Expected a rectangle inside " + outerWidth + "x" + outerHeight
                    + ", found " + width + "x" + height + " at (" + x + ", " + y + ")");
        }
    }

    byte[] pixels() {
        return pixels;
    }

    int index(int x, int y) {
        return offset + y * stride + x;
    }

    @Override
    public String toString() {
        return "GrayImage[" + width + "x" + height + "]";
    }
}
