package io.microexp.model;

import io.microexp.image.GrayImage;
import java.nio.FloatBuffer;

/**
 * What is done to a face before the network sees it: resize to {@code width x height}, stretch the gray levels of a dark
 * or flat face, restore a noisy or blurred one, then {@code (pixel / 255 - mean) / std}. Recorded in the model file, and
 * the same code in training and in use.
 *
 * <p>Gray levels are stretched where the 1st and the 99th percentile of the resized face lie less than
 * {@code stretchBelow} apart: these two levels become 0 and 255, linearly, and what lies outside is clamped. Other faces
 * are left as they are.
 *
 * <p>Restoring filters overlapping 8x8 blocks of the discrete cosine transform. It removes coefficients that are weaker
 * than three standard deviations of the noise, which is estimated from the flattest blocks, and amplifies those that are
 * weaker than in most faces of FER2013, as a Wiener filter does. Most faces of good quality change a little.
 *
 * <p>Thread safety: immutable.
 *
 * @param width input width in pixels, 8 to 1024
 * @param height input height in pixels, 8 to 1024
 * @param mean subtracted from pixels scaled to [0, 1]
 * @param std divides after the mean; positive
 * @param stretchBelow gray levels, 0 to 255; 0 never stretches
 * @param restore whether noisy and blurred faces are restored; for inputs of 48x48 only
 */
public record Preprocessing(int width, int height, float mean, float std, int stretchBelow, boolean restore) {
    /**
     * FER2013's input, 48x48, with the mean and standard deviation of its Training pixels, stretched below a span of 100
     * gray levels and restored.
     */
    public static final Preprocessing FER2013 = new Preprocessing(48, 48, 0.5077f, 0.2550f, 100, true);

    private static final int MIN_SIZE = 8;
    private static final int MAX_SIZE = 1024;
    private static final float MAX_PIXEL = 255;
    /** The part of a face's pixels below the lower and above the upper level of a stretch. */
    private static final float TAIL = 0.01f;
    /** Percentiles are found to this part of a gray level: at 6 % of the light a whole face spans ten levels. */
    private static final float PRECISION = 1f / 16;

    /**
     * Checks the values.
     *
     * @param width input width in pixels, 8 to 1024
     * @param height input height in pixels, 8 to 1024
     * @param mean subtracted from pixels scaled to [0, 1]
     * @param std divides after the mean; positive
     * @param stretchBelow gray levels, 0 to 255; 0 never stretches
     * @param restore whether noisy and blurred faces are restored; for inputs of 48x48 only
     * @throws IllegalArgumentException if a size is outside 8..1024, mean or std cannot normalize,
     *     {@code stretchBelow} is outside 0..255, or an input of another size than 48x48 is to be restored
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
        if (stretchBelow < 0 || stretchBelow > MAX_PIXEL) {
            throw new IllegalArgumentException(
                    "Expected to stretch below a span of 0..255 gray levels, found " + stretchBelow);
        }
        if (restore && (width != Restoration.SIDE || height != Restoration.SIDE)) {
            throw new IllegalArgumentException(
                    "Expected an input of 48x48 pixels, since faces are to be restored, found " + width + "x" + height);
        }
    }

    /**
     * Creates a preprocessing that neither stretches gray levels nor restores.
     *
     * @param width input width in pixels, 8 to 1024
     * @param height input height in pixels, 8 to 1024
     * @param mean subtracted from pixels scaled to [0, 1]
     * @param std divides after the mean; positive
     * @throws IllegalArgumentException if a size is outside 8..1024, or mean or std cannot normalize
     */
    public Preprocessing(int width, int height, float mean, float std) {
        this(width, height, mean, std, 0, false);
    }

    /**
     * Returns this preprocessing with another threshold of the stretch.
     *
     * @param levels gray levels, 0 to 255; 0 never stretches
     * @return all else as in this one
     * @throws IllegalArgumentException if {@code levels} is outside 0..255
     */
    public Preprocessing withStretchBelow(int levels) {
        return new Preprocessing(width, height, mean, std, levels, restore);
    }

    /**
     * Returns this preprocessing with or without restoring.
     *
     * @param restored whether noisy and blurred faces are restored
     * @return all else as in this one
     * @throws IllegalArgumentException if an input of another size than 48x48 is to be restored
     */
    public Preprocessing withRestore(boolean restored) {
        return new Preprocessing(width, height, mean, std, stretchBelow, restored);
    }

    /**
     * Returns this preprocessing without stretching and restoring.
     *
     * @return size, mean and standard deviation of this one
     */
    public Preprocessing uncorrected() {
        return new Preprocessing(width, height, mean, std);
    }

    /**
     * Resizes, corrects and normalizes one face. Allocates nothing, but restoring 22 kB once per thread.
     *
     * @param face the face; not modified
     * @param out receives {@code width * height} float32 values, row-major, written by absolute index
     * @param offset index of the first value
     */
    public void apply(GrayImage face, FloatBuffer out, int offset) {
        face.resample(width, height, 1, 0, out, offset);
        normalize(out, offset);
    }

    /**
     * Corrects and normalizes a face of the input's size in place. Allocates nothing, but restoring 22 kB once per
     * thread.
     *
     * @param pixels {@code width * height} float32 gray levels of 0 to 255, row-major; replaced by absolute index
     * @param offset index of the first value
     * @throws IndexOutOfBoundsException if {@code pixels} is too short
     */
    public void normalize(FloatBuffer pixels, int offset) {
        int end = offset + width * height;
        if (stretchBelow > 0) {
            stretch(pixels, offset, end);
        }
        if (restore) {
            Restoration.apply(pixels, offset);
        }
        float scale = 1f / (MAX_PIXEL * std);
        float shift = -mean / std;
        for (int i = offset; i < end; i++) {
            pixels.put(i, pixels.get(i) * scale + shift);
        }
    }

    /** Narrows both percentiles by bisection, without a histogram, until they are known to lie apart or are known. */
    private void stretch(FloatBuffer pixels, int offset, int end) {
        int tail = Math.round(TAIL * (end - offset));
        float low = 0; // the lower percentile is in [low, lowEnd], the upper one in [highStart, high]
        float lowEnd = MAX_PIXEL + 1;
        float highStart = 0;
        float high = MAX_PIXEL + 1;
        while (lowEnd - low > PRECISION) {
            float lowMiddle = (low + lowEnd) / 2;
            float highMiddle = (highStart + high) / 2;
            int below = 0;
            int above = 0;
            for (int i = offset; i < end && (below <= tail || above <= tail); i++) {
                float pixel = pixels.get(i);
                below += pixel < lowMiddle ? 1 : 0;
                above += pixel >= highMiddle ? 1 : 0;
            }
            if (below > tail) {
                lowEnd = lowMiddle;
            } else {
                low = lowMiddle;
            }
            if (above > tail) {
                highStart = highMiddle;
            } else {
                high = highMiddle;
            }
            if (highStart - lowEnd >= stretchBelow) {
                return;
            }
        }
        if (highStart - low >= stretchBelow || highStart <= low) {
            return;
        }
        float gain = MAX_PIXEL / (highStart - low);
        for (int i = offset; i < end; i++) {
            pixels.put(i, Math.max(0, Math.min((pixels.get(i) - low) * gain, MAX_PIXEL)));
        }
    }
}
