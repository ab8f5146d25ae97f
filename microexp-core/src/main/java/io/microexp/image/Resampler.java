package io.microexp.image;

import java.nio.FloatBuffer;

/** Resizing without allocation: see {@link GrayImage#resample}. */
final class Resampler {
    private Resampler() {}

    static void resample(
            GrayImage image, int width, int height, float scale, float shift, FloatBuffer out, int offset) {
        check(width, height, out, offset);
        if (image.width() == width && image.height() == height) {
            copy(image, scale, shift, out, offset);
            return;
        }
        for (int y = 0; y < height; y++) {
            double fromY = from(y, image.height(), height);
            double toY = to(y, image.height(), height);
            for (int x = 0; x < width; x++) {
                double fromX = from(x, image.width(), width);
                double toX = to(x, image.width(), width);
                float mean = (float) (sum(image, fromX, toX, fromY, toY) / ((toX - fromX) * (toY - fromY)));
                out.put(offset + y * width + x, mean * scale + shift);
            }
        }
    }

    private static void check(int width, int height, FloatBuffer out, int offset) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Expected a positive target size, found " + width + "x" + height);
        }
        if (offset < 0 || offset + (long) width * height > out.limit()) {
            throw new IllegalArgumentException("Expected room for " + width + "x" + height + " values at index "
                    + offset + ", found a buffer of " + out.limit());
        }
    }

    private static void copy(GrayImage image, float scale, float shift, FloatBuffer out, int offset) {
        byte[] pixels = image.pixels();
        for (int y = 0; y < image.height(); y++) {
            int row = image.index(0, y);
            for (int x = 0; x < image.width(); x++) {
                out.put(offset + y * image.width() + x, (pixels[row + x] & 0xFF) * scale + shift);
            }
        }
    }

    /* The integral over a rectangle; its sides are at least one pixel long. */
    private static double sum(GrayImage image, double fromX, double toX, double fromY, double toY) {
        byte[] pixels = image.pixels();
        int left = (int) Math.floor(fromX);
        int right = (int) Math.ceil(toX) - 1;
        double leftWeight = Math.min(left + 1, toX) - fromX;
        double rightWeight = right > left ? toX - right : 0;
        int first = clamp(left, image.width());
        int last = clamp(right, image.width());
        double sum = 0;
        for (int y = (int) Math.floor(fromY); y < toY; y++) {
            int row = image.index(0, clamp(y, image.height()));
            long whole = 0;
            for (int x = left + 1; x < right; x++) {
                whole += pixels[row + x] & 0xFF;
            }
            double across =
                    leftWeight * (pixels[row + first] & 0xFF) + whole + rightWeight * (pixels[row + last] & 0xFF);
            sum += (Math.min(y + 1, toY) - Math.max(y, fromY)) * across;
        }
        return sum;
    }

    /*
     * The source interval that target pixel i covers. Shrinking: its share of the source. Growing: one source pixel
     * wide around the target's center; the overlap with the two pixels it touches is linear interpolation.
     */
    private static double from(int i, int source, int target) {
        return source >= target ? (double) i * source / target : (i + 0.5) * source / target - 0.5;
    }

    private static double to(int i, int source, int target) {
        return source >= target ? (i + 1.0) * source / target : (i + 0.5) * source / target + 0.5;
    }

    private static int clamp(int value, int size) {
        return Math.max(0, Math.min(value, size - 1));
    }
}
