package io.microexp.training.augment;

import io.microexp.image.GrayImage;
import io.microexp.model.Preprocessing;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Augments single faces in this order: resize to the model's input; cover the mouth or the eyes; one {@link Warp}
 * (flip, rotation, scale, shift and shear, with edge pixels repeated); brightness and contrast, clamped to 0..255;
 * erase a rectangle; poor light; {@link Degradations}; {@link Preprocessing#normalize}. An erased rectangle is filled
 * with uniform random pixels, which Zhong et al. 2020 found best.
 *
 * <p>The variation of a face depends only on (seed, view, draw). With {@link Augmentation#NONE} the result equals
 * {@link Preprocessing#apply}.
 */
public final class Augmenter {
    private static final float MAX_PIXEL = 255f;
    private static final int ERASING_TRIES = 10;
    /** Selects the stream of shear, covers, light and degradations, so that the other draws do not depend on them. */
    private static final long QUALITY_STREAM = 0x9E3779B97F4A7C15L;
    /** Zhong et al. 2020: width to height between 0.3 and 1 / 0.3. */
    private static final double MAX_LOG_ASPECT = Math.log(1 / 0.3);

    private final Augmentation augmentation;
    private final Preprocessing preprocessing;
    private final int width;
    private final int height;
    private final long seed;

    /**
     * Creates an augmenter for one model's input.
     *
     * @param augmentation how much to vary
     * @param preprocessing the model's preprocessing
     * @param seed selects the random streams
     */
    public Augmenter(Augmentation augmentation, Preprocessing preprocessing, long seed) {
        this.augmentation = Objects.requireNonNull(augmentation, "augmentation");
        this.preprocessing = preprocessing;
        this.width = preprocessing.width();
        this.height = preprocessing.height();
        this.seed = seed;
    }

    /**
     * Augments one face.
     *
     * @param face any size, uint8; not modified
     * @param view number of the variation; the training epoch, unless epochs share one
     * @param draw number of the face within the view: its index in the dataset, or another number for each further time
     *     that the view contains it
     * @param out receives {@code width * height} normalized float32 values of the model's input, row-major
     * @param offset index of the first value
     */
    public void apply(GrayImage face, int view, long draw, float[] out, int offset) {
        SplittableRandom random = Seeds.random(seed, view, draw);
        float[] pixels = new float[width * height];
        face.resample(width, height, 1f, 0f, FloatBuffer.wrap(pixels), 0);
        SplittableRandom quality = Seeds.random(seed ^ QUALITY_STREAM, view, draw);
        double shear = symmetric(quality, augmentation.shear());
        if (quality.nextDouble() < augmentation.covering()) {
            RandomDegradation.cover(pixels, width, quality);
        }
        pixels = warp(pixels, random, shear);
        adjustLight(pixels, random);
        if (random.nextDouble() < augmentation.erasing()) {
            erase(pixels, random);
        }
        if (quality.nextDouble() < augmentation.degradation()) {
            RandomDegradation.light(pixels, quality);
        }
        if (quality.nextDouble() < augmentation.degradation()) {
            RandomDegradation.degrade(pixels, width, quality);
        }
        System.arraycopy(pixels, 0, out, offset, pixels.length);
        preprocessing.normalize(FloatBuffer.wrap(out), offset);
    }

    private float[] warp(float[] pixels, SplittableRandom random, double shear) {
        boolean mirrored = random.nextDouble() < augmentation.flip();
        double degrees = symmetric(random, augmentation.rotationDegrees());
        double zoom = 1 + symmetric(random, augmentation.scale());
        double moveX = symmetric(random, augmentation.shift()) * width;
        double moveY = symmetric(random, augmentation.shift()) * height;
        return new Warp(mirrored, degrees, zoom, moveX, moveY, shear).apply(pixels, width);
    }

    private void adjustLight(float[] pixels, SplittableRandom random) {
        float brightness = (float) (1 + symmetric(random, augmentation.brightness()));
        float contrast = (float) (1 + symmetric(random, augmentation.contrast()));
        if (brightness == 1 && contrast == 1) {
            return;
        }
        float sum = 0;
        for (float pixel : pixels) {
            sum += pixel;
        }
        float mean = brightness * sum / pixels.length;
        for (int i = 0; i < pixels.length; i++) {
            float value = mean + contrast * (brightness * pixels[i] - mean);
            pixels[i] = Math.max(0, Math.min(value, MAX_PIXEL));
        }
    }

    /** Draws rectangles until one fits, or leaves the face whole after {@value #ERASING_TRIES} tries. */
    private void erase(float[] pixels, SplittableRandom random) {
        for (int i = 0; i < ERASING_TRIES; i++) {
            double minArea = augmentation.erasingMinArea();
            double area = minArea + random.nextDouble() * (augmentation.erasingMaxArea() - minArea);
            double aspect = Math.exp(symmetric(random, MAX_LOG_ASPECT));
            int eraseWidth = (int) Math.round(Math.sqrt(area * pixels.length * aspect));
            int eraseHeight = (int) Math.round(Math.sqrt(area * pixels.length / aspect));
            if (eraseWidth >= 1 && eraseHeight >= 1 && eraseWidth <= width && eraseHeight <= height) {
                int left = random.nextInt(width - eraseWidth + 1);
                int top = random.nextInt(height - eraseHeight + 1);
                for (int y = top; y < top + eraseHeight; y++) {
                    for (int x = left; x < left + eraseWidth; x++) {
                        pixels[y * width + x] = random.nextInt(256);
                    }
                }
                return;
            }
        }
    }

    /** Uniform in ±limit; exactly 0 when the limit is. */
    private static double symmetric(SplittableRandom random, double limit) {
        return (2 * random.nextDouble() - 1) * limit;
    }
}
