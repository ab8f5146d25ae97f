package io.microexp.training.augment;

/**
 * One bicubic resampling of a square or other image about its center: mirror, shear, scale, rotation and shift, in that
 * order; edge pixels repeat. It is not bilinear, because that blurs: a network would learn from softer faces than it is
 * evaluated on.
 *
 * @param mirrored whether left and right change places
 * @param degrees rotation
 * @param zoom factor of size, positive
 * @param moveX shift to the right in pixels
 * @param moveY shift down in pixels
 * @param shear shift to the side per pixel down
 */
record Warp(boolean mirrored, double degrees, double zoom, double moveX, double moveY, double shear) {
    private static final float MAX_PIXEL = 255f;
    /** The sharper of the usual values, OpenCV's, since a warp should not blur; -0.5 is the other. */
    private static final float CUBIC = -0.75f;

    /**
     * Returns the warped image, or the same array if there is nothing to do.
     *
     * @param pixels 0..255, row-major
     * @param width pixels per row
     */
    float[] apply(float[] pixels, int width) {
        if (!mirrored && degrees == 0 && zoom == 1 && moveX == 0 && moveY == 0 && shear == 0) {
            return pixels;
        }
        int height = pixels.length / width;
        double angle = Math.toRadians(degrees);
        // From target to source: undo the move, the turn, the zoom, the shear and the mirror, in that order.
        float cos = (float) (Math.cos(angle) / zoom);
        float sin = (float) (Math.sin(angle) / zoom);
        float centerX = (width - 1) / 2f;
        float centerY = (height - 1) / 2f;
        float[] warped = new float[pixels.length];
        for (int y = 0; y < height; y++) {
            float dy = y - centerY - (float) moveY;
            for (int x = 0; x < width; x++) {
                float dx = x - centerX - (float) moveX;
                float down = cos * dy - sin * dx;
                float across = cos * dx + sin * dy + (float) shear * down;
                warped[y * width + x] =
                        cubic(pixels, width, height, centerX + (mirrored ? -across : across), centerY + down);
            }
        }
        return warped;
    }

    private static float cubic(float[] pixels, int width, int height, float x, float y) {
        float insideX = Math.max(0, Math.min(x, width - 1));
        float insideY = Math.max(0, Math.min(y, height - 1));
        int left = (int) insideX;
        int top = (int) insideY;
        float part = insideX - left;
        float value = cubic(
                row(pixels, width, height, top - 1, left, part),
                row(pixels, width, height, top, left, part),
                row(pixels, width, height, top + 1, left, part),
                row(pixels, width, height, top + 2, left, part),
                insideY - top);
        return Math.max(0, Math.min(value, MAX_PIXEL));
    }

    private static float row(float[] pixels, int width, int height, int y, int left, float part) {
        int start = inside(y, height) * width;
        return cubic(
                pixels[start + inside(left - 1, width)],
                pixels[start + left],
                pixels[start + inside(left + 1, width)],
                pixels[start + inside(left + 2, width)],
                part);
    }

    private static int inside(int index, int size) {
        return Math.max(0, Math.min(index, size - 1));
    }

    /** Between b and c, at a part of 0 to 1; weights sum to 1, so that equal values stay exactly as they are. */
    private static float cubic(float a, float b, float c, float d, float part) {
        return b + outer(1 + part) * (a - b) + inner(1 - part) * (c - b) + outer(2 - part) * (d - b);
    }

    /** The weight of a value up to 1 away (Keys 1981, "Cubic convolution interpolation", equation 4). */
    private static float inner(float distance) {
        return ((CUBIC + 2) * distance - (CUBIC + 3)) * distance * distance + 1;
    }

    /** The weight of a value 1 to 2 away. */
    private static float outer(float distance) {
        return CUBIC * (((distance - 5) * distance + 8) * distance - 4);
    }
}
