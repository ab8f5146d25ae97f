package io.microexp.training.temporal;

import io.microexp.image.GrayImage;
import java.util.Random;

/**
 * Crops of one face as a tracker cuts them out of a noisy video: the box trembles by a few percent of its side, the
 * sensor adds noise to each pixel, the exposure flickers. The face may fade from one picture into another.
 */
final class FaceClip {
    static final int SIZE = 48;
    /** Standard deviations: the box's place and side as shares of its side, the noise in gray levels, the gain. */
    private static final double PLACE_JITTER = 0.03;

    private static final double SIDE_JITTER = 0.04;
    private static final double SENSOR_NOISE = 8;
    private static final double FLICKER = 0.03;

    private final GrayImage before;
    private final GrayImage after;
    private final Random random;

    /** Both pictures are square and of equal size. */
    FaceClip(GrayImage before, GrayImage after, long seed) {
        this.before = before;
        this.after = after;
        this.random = new Random(seed);
    }

    /** The next crop; {@code faded} is the share of the second picture, 0 to 1. */
    GrayImage next(double faded) {
        double side = before.width() * (1 + SIDE_JITTER * random.nextGaussian());
        double left = (before.width() - side) / 2 + PLACE_JITTER * side * random.nextGaussian();
        double top = (before.width() - side) / 2 + PLACE_JITTER * side * random.nextGaussian();
        double gain = 1 + FLICKER * random.nextGaussian();
        byte[] pixels = new byte[SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            double x = left + (i % SIZE + 0.5) * side / SIZE - 0.5;
            double y = top + (i / SIZE + 0.5) * side / SIZE - 0.5;
            double clean = (1 - faded) * sample(before, x, y) + faded * sample(after, x, y);
            pixels[i] = (byte) clamp(Math.round(gain * clean + SENSOR_NOISE * random.nextGaussian()), 255);
        }
        return GrayImage.wrap(pixels, 0, SIZE, SIZE, SIZE);
    }

    private static double sample(GrayImage image, double x, double y) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double right = x - column;
        double down = y - row;
        return (1 - down) * ((1 - right) * pixel(image, column, row) + right * pixel(image, column + 1, row))
                + down * ((1 - right) * pixel(image, column, row + 1) + right * pixel(image, column + 1, row + 1));
    }

    private static int pixel(GrayImage image, int x, int y) {
        return image.get((int) clamp(x, image.width() - 1), (int) clamp(y, image.height() - 1));
    }

    private static long clamp(long value, int max) {
        return Math.max(0, Math.min(value, max));
    }
}
