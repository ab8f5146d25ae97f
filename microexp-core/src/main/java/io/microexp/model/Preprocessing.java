package io.microexp.model;

import io.microexp.image.GrayImage;
import java.nio.FloatBuffer;

/**
 * What is done to a face before the network sees it: resize to {@code width x height}, then
 * {@code (pixel / 255 - mean) / std}. Recorded in the model file, and the same code in training and in use.
 *
 * <p>Thread safety: immutable.
 *
 * @param width input width in pixels, 8 to 1024
 * @param height input height in pixels, 8 to 1024
 * @param mean subtracted from pixels scaled to [0, 1]
 * @param std divides after the mean; positive
 */
public record Preprocessing(int width, int height, float mean, float std) {
    /** FER2013's input, 48x48, with the mean and standard deviation of its Training pixels. */
    public static final Preprocessing FER2013 = new Preprocessing(48, 48, 0.5077f, 0.2550f);

    private static final int MIN_SIZE = 8;
    private static final int MAX_SIZE = 1024;

    /**
     * Checks the values.
     *
     * @param width input width in pixels, 8 to 1024
     * @param height input height in pixels, 8 to 1024
     * @param mean subtracted from pixels scaled to [0, 1]
     * @param std divides after the mean; positive
     * @throws IllegalArgumentException if a size is outside 8..1024, or mean or std cannot normalize
     */
    public Preprocessing {
        if (width < MIN_SIZE || width > MAX_SIZE || height < MIN_SIZE || height > MAX_SIZE) {
            throw new IllegalArgumentException("Expected an input size of " + MIN_SIZE + ".." + MAX_SIZE
                    + " pixels a side, found " + width + "x" + height);
        }
        if (!Float.isFinite(mean) || !Float.isFinite(std) || std <= 0) {
            throw new IllegalArgumentException(
                    "Expected a finite mean and a positive std, found mean " + mean + ", std " + std);
        }
    }

    /**
     * Resizes and normalizes one face. Allocates nothing.
     *
     * @param face the face; not modified
     * @param out receives {@code width * height} float32 values, row-major, written by absolute index
     * @param offset index of the first value
     */
    public void apply(GrayImage face, FloatBuffer out, int offset) {
        float scale = 1f / (255f * std);
        face.resample(width, height, scale, -mean / std, out, offset);
    }
}
