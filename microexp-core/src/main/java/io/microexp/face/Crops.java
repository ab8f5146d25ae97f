package io.microexp.face;

import io.microexp.image.GrayImage;
import java.util.Arrays;

/** Squares cut out of an image. Where they leave it, its nearest pixels are repeated. */
final class Crops {
    private static final int FRACTION_BITS = 8;
    private static final int ONE = 1 << FRACTION_BITS;
    private static final int HALF = 1 << (2 * FRACTION_BITS - 1);

    private Crops() {}

    /** Returns an upright square: a view if it lies inside the image. */
    static GrayImage square(GrayImage image, int left, int top, int side) {
        if (left >= 0 && top >= 0 && left + (long) side <= image.width() && top + (long) side <= image.height()) {
            return image.view(left, top, side, side);
        }
        int firstX = clamp(left, image.width());
        int lastX = clamp(left + (long) side - 1, image.width());
        int inside = lastX - firstX + 1;
        byte[] pixels = new byte[side * side];
        for (int y = 0; y < side; y++) {
            byte[] row = image.view(firstX, clamp((long) top + y, image.height()), inside, 1)
                    .toArray();
            int start = Math.max(0, Math.min(side - 1, firstX - left));
            int end = Math.min(side, start + inside);
            int at = y * side;
            Arrays.fill(pixels, at, at + start, row[0]);
            System.arraycopy(row, 0, pixels, at + start, end - start);
            Arrays.fill(pixels, at + end, at + side, row[inside - 1]);
        }
        return GrayImage.wrap(pixels, 0, side, side, side);
    }

    /**
     * Returns a square turned by an angle, sampled bilinearly.
     *
     * @param centerX the square's center, in pixels from the image's left edge
     * @param centerY the square's center, in pixels from the image's top edge
     * @param degrees direction of the square's upper edge in the image, clockwise from level
     */
    static GrayImage turned(GrayImage image, double centerX, double centerY, int side, double degrees) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        byte[] pixels = new byte[side * side];
        for (int y = 0; y < side; y++) {
            double down = y + 0.5 - side / 2.0;
            for (int x = 0; x < side; x++) {
                double right = x + 0.5 - side / 2.0;
                double sourceX = centerX + right * cos - down * sin - 0.5;
                double sourceY = centerY + right * sin + down * cos - 0.5;
                pixels[y * side + x] = (byte) bilinear(image, sourceX, sourceY);
            }
        }
        return GrayImage.wrap(pixels, 0, side, side, side);
    }

    private static int bilinear(GrayImage image, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        int right = (int) ((x - left) * ONE);
        int below = (int) ((y - top) * ONE);
        int x0 = clamp(left, image.width());
        int x1 = clamp(left + 1L, image.width());
        int y0 = clamp(top, image.height());
        int y1 = clamp(top + 1L, image.height());
        int upper = image.get(x0, y0) * (ONE - right) + image.get(x1, y0) * right;
        int lower = image.get(x0, y1) * (ONE - right) + image.get(x1, y1) * right;
        return (upper * (ONE - below) + lower * below + HALF) >> (2 * FRACTION_BITS);
    }

    private static int clamp(long value, int size) {
        return (int) Math.max(0, Math.min(value, size - 1L));
    }
}
