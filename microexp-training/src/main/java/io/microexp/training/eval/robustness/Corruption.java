package io.microexp.training.eval.robustness;

import io.microexp.image.GrayImage;
import io.microexp.training.augment.Degradations;
import io.microexp.training.data.FaceDataset;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The corruptions of a split that measure robustness, made by {@link Degradations}. Lengths are in pixels of a 48-pixel
 * face and scale with the width of others. Directions and signs are drawn per face.
 */
public enum Corruption {
    /** Gaussian noise of standard deviation 5 of 255. */
    NOISE_5(Kind.NOISE, Strength.MILD, 5),
    /** Gaussian noise of standard deviation 10 of 255. */
    NOISE_10(Kind.NOISE, Strength.MIDDLE, 10),
    /** Gaussian noise of standard deviation 20 of 255. */
    NOISE_20(Kind.NOISE, Strength.STRONG, 20),
    /** Gaussian blur of standard deviation 0.7 pixels. */
    BLUR_0_7(Kind.BLUR, Strength.MILD, 0.7),
    /** Gaussian blur of standard deviation 1 pixel. */
    BLUR_1(Kind.BLUR, Strength.MIDDLE, 1),
    /** Gaussian blur of standard deviation 1.5 pixels. */
    BLUR_1_5(Kind.BLUR, Strength.STRONG, 1.5),
    /** Motion blur along 5 pixels, in any direction. */
    MOTION_5(Kind.MOTION, Strength.MILD, 5),
    /** Motion blur along 7 pixels, in any direction. */
    MOTION_7(Kind.MOTION, Strength.MIDDLE, 7),
    /** Motion blur along 9 pixels, in any direction. */
    MOTION_9(Kind.MOTION, Strength.STRONG, 9),
    /** JPEG of quality 30. */
    JPEG_30(Kind.JPEG, Strength.MILD, 30),
    /** JPEG of quality 15. */
    JPEG_15(Kind.JPEG, Strength.MIDDLE, 15),
    /** JPEG of quality 8. */
    JPEG_8(Kind.JPEG, Strength.STRONG, 8),
    /** Shrunk to 32 pixels and enlarged again. */
    RESOLUTION_32(Kind.RESOLUTION, Strength.MILD, 32),
    /** Shrunk to 24 pixels and enlarged again. */
    RESOLUTION_24(Kind.RESOLUTION, Strength.MIDDLE, 24),
    /** Shrunk to 16 pixels and enlarged again. */
    RESOLUTION_16(Kind.RESOLUTION, Strength.STRONG, 16),
    /** Rotated by 15 degrees, to either side. */
    ROTATION_15(Kind.ROTATION, Strength.MILD, 15),
    /** Rotated by 30 degrees, to either side. */
    ROTATION_30(Kind.ROTATION, Strength.MIDDLE, 30),
    /** Rotated by 45 degrees, to either side. */
    ROTATION_45(Kind.ROTATION, Strength.STRONG, 45),
    /** The mouth covered by mid-gray. */
    MOUTH(Kind.COVER, Strength.MIDDLE, 128),
    /** A quarter of the light. */
    LIGHT_25(Kind.LIGHT, Strength.MILD, 25),
    /** A tenth of the light. */
    LIGHT_10(Kind.LIGHT, Strength.MIDDLE, 10),
    /** 6 % of the light: a face in 15 gray levels. */
    LIGHT_6(Kind.LIGHT, Strength.STRONG, 6);

    private static final double REFERENCE_WIDTH = 48;

    private final Kind kind;
    private final Strength strength;
    private final double amount;

    Corruption(Kind kind, Strength strength, double amount) {
        this.kind = kind;
        this.strength = strength;
        this.amount = amount;
    }

    /** The kinds of corruption. */
    public enum Kind {
        /** Sensor noise. */
        NOISE,
        /** Poor focus. */
        BLUR,
        /** A moving face or camera. */
        MOTION,
        /** Lossy compression. */
        JPEG,
        /** A small face in its frame. */
        RESOLUTION,
        /** A tilted head. */
        ROTATION,
        /** A mask. */
        COVER,
        /** An underexposed face, in as many gray levels as are left. */
        LIGHT
    }

    /** Three levels of each kind; a covered mouth has the middle one alone. */
    public enum Strength {
        /** Hardly visible. */
        MILD,
        /** Usual for poor cameras. */
        MIDDLE,
        /** The worst in which people still recognize expressions. */
        STRONG
    }

    /** Returns the kind of corruption. */
    public Kind kind() {
        return kind;
    }

    /** Returns the strength within the kind. */
    public Strength strength() {
        return strength;
    }

    /** Returns the name in reports, such as {@code noise 10}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", " ").replace('_', '.');
    }

    /**
     * Returns the split with every face corrupted.
     *
     * @param split the faces; not modified
     * @param seed decides noise, directions and signs, for each face by its index
     */
    public FaceDataset apply(FaceDataset split, long seed) {
        FaceDataset.Builder corrupted = FaceDataset.builder(split.name(), split.labels());
        for (int i = 0; i < split.size(); i++) {
            // streams of neighboring plain seeds may overlap: one more mixing step
            long mixed = new SplittableRandom(seed + 31L * ordinal()).nextLong() + i;
            SplittableRandom random = new SplittableRandom(new SplittableRandom(mixed).nextLong());
            corrupted.add(apply(split.image(i), random), split.target(i));
        }
        return corrupted.build();
    }

    /** Returns one corrupted face, rounded to whole gray levels. */
    GrayImage apply(GrayImage face, SplittableRandom random) {
        int width = face.width();
        float[] pixels = new float[width * face.height()];
        byte[] bytes = face.toArray();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = bytes[i] & 0xFF;
        }
        change(pixels, width, width / REFERENCE_WIDTH, random);
        for (int i = 0; i < pixels.length; i++) {
            bytes[i] = (byte) Math.round(pixels[i]);
        }
        return GrayImage.of(bytes, width, face.height());
    }

    private void change(float[] pixels, int width, double scale, SplittableRandom random) {
        switch (kind) {
            case NOISE -> Degradations.noise(pixels, amount, random);
            case BLUR -> Degradations.blur(pixels, width, amount * scale);
            case MOTION -> Degradations.motionBlur(pixels, width, 1 + (amount - 1) * scale, 180 * random.nextDouble());
            case JPEG -> Degradations.jpeg(pixels, width, (int) amount);
            case RESOLUTION -> Degradations.lowResolution(pixels, width, (int) Math.round(amount * scale));
            case ROTATION -> Degradations.rotate(pixels, width, random.nextBoolean() ? amount : -amount);
            case COVER -> Degradations.cover(pixels, width, Degradations.MOUTH, (float) amount);
            case LIGHT -> Degradations.brightness(pixels, amount / 100);
            default -> throw new IllegalStateException("No corruption of kind " + kind);
        }
    }
}
