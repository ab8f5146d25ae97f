package io.microexp.training.augment;

import io.microexp.training.augment.Degradations.Region;
import java.util.SplittableRandom;

/**
 * Draws {@link Degradations} for training faces. Strengths are uniform, from hardly visible to that of a poor webcam;
 * the probabilities are the caller's.
 */
final class RandomDegradation {
    /** The share of degraded faces that get a second degradation. */
    private static final double TWICE = 0.35;
    /** How far a cover may lie from the mouth or the eyes, as a fraction of the side. */
    private static final double COVER_SHIFT = 0.06;

    private static final int KINDS = 5;

    private RandomDegradation() {}

    /** Covers the mouth or the eyes by one gray level. */
    static void cover(float[] pixels, int width, SplittableRandom random) {
        Region region = random.nextBoolean() ? Degradations.MOUTH : Degradations.EYES;
        Region moved =
                region.moved(between(random, -COVER_SHIFT, COVER_SHIFT), between(random, -COVER_SHIFT, COVER_SHIFT));
        Degradations.cover(pixels, width, moved, random.nextInt(256));
    }

    /** Changes the light: a factor or a gamma of 0.3 to 1.2. */
    static void light(float[] pixels, SplittableRandom random) {
        boolean gamma = random.nextBoolean();
        double strength = between(random, 0.3, 1.2);
        if (gamma) {
            Degradations.gamma(pixels, strength);
        } else {
            Degradations.brightness(pixels, strength);
        }
    }

    /**
     * One or two of blur, motion blur, noise, compression and low resolution, in the order in which a camera has them.
     */
    static void degrade(float[] pixels, int width, SplittableRandom random) {
        int first = random.nextInt(KINDS);
        int second = random.nextDouble() < TWICE ? random.nextInt(KINDS) : first;
        one(pixels, width, Math.min(first, second), random);
        if (first != second) {
            one(pixels, width, Math.max(first, second), random);
        }
    }

    private static void one(float[] pixels, int width, int kind, SplittableRandom random) {
        switch (kind) {
            case 0 -> Degradations.motionBlur(pixels, width, between(random, 2, 9), between(random, 0, 180));
            case 1 -> Degradations.blur(pixels, width, between(random, 0.4, 1.8));
            case 2 -> Degradations.lowResolution(pixels, width, (int) Math.round(width * between(random, 0.3, 0.8)));
            case 3 -> Degradations.noise(pixels, between(random, 2, 25), random);
            default -> Degradations.jpeg(pixels, width, random.nextInt(8, 61));
        }
    }

    private static double between(SplittableRandom random, double low, double high) {
        return low + random.nextDouble() * (high - low);
    }
}
