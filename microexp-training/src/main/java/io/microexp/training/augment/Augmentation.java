package io.microexp.training.augment;

/**
 * How much training faces are varied. {@link Augmenter} applies everything but mixup, {@link BatchLoader} mixup.
 *
 * @param flip probability of mirroring left and right, 0..1
 * @param rotationDegrees rotation around the center, uniform in ±this, 0..180
 * @param scale size factor, uniform in 1±this, 0..0.9
 * @param shift move along each axis, uniform in ±this fraction of the side, 0..1
 * @param brightness factor on the pixels, uniform in 1±this, 0..1
 * @param contrast factor on the distance to the mean pixel, uniform in 1±this, 0..1
 * @param erasing probability of erasing a rectangle (Zhong et al., "Random Erasing Data Augmentation", AAAI 2020),
 *     0..1
 * @param erasingMinArea smallest erased fraction of the face, above 0
 * @param erasingMaxArea largest erased fraction of the face, below 1
 * @param mixupAlpha mixing weight drawn from Beta(α, α) (Zhang et al., "mixup", ICLR 2018), 0..2; 0 for no mixup
 * @param shear horizontal shear, uniform in ±this, 0..1
 * @param covering probability of covering the mouth or the eyes, 0..1
 * @param degradation probability of poor light, and independently of one or two of blur, motion blur, noise, compression
 *     and low resolution ({@link Degradations}), 0..1
 */
public record Augmentation(
        double flip,
        double rotationDegrees,
        double scale,
        double shift,
        double brightness,
        double contrast,
        double erasing,
        double erasingMinArea,
        double erasingMaxArea,
        double mixupAlpha,
        double shear,
        double covering,
        double degradation) {
    /** Faces as they are. */
    public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0.02, 0.20, 0, 0, 0, 0);

    /** The paper's: flip 0.5, rotation ±15°, brightness and contrast ±0.2, erasing 0.15, mixup α 0.2. */
    public static final Augmentation PAPER = NONE.toBuilder()
            .flip(0.5)
            .rotationDegrees(15)
            .brightness(0.2)
            .contrast(0.2)
            .erasing(0.15)
            .mixupAlpha(0.2)
            .build();

    /** For long schedules: {@link #PAPER} with scale ±0.15, shift ±0.12 and erasing 0.3. */
    public static final Augmentation STRONG =
            PAPER.toBuilder().scale(0.15).shift(0.12).erasing(0.3).build();

    /** For a last stage: {@link #STRONG} with scale ±0.08 and shift ±0.06, without erasing and mixup. */
    public static final Augmentation MILD =
            STRONG.toBuilder().scale(0.08).shift(0.06).erasing(0).mixupAlpha(0).build();

    /**
     * For networks that meet poor cameras: rotation ±27°, scale and shift ±0.2, shear ±0.15, erasing 0.25, a covered
     * mouth or eyes 0.15, degradations 0.3; no mixup.
     */
    public static final Augmentation ROBUST = STRONG.toBuilder()
            .rotationDegrees(27)
            .scale(0.2)
            .shift(0.2)
            .shear(0.15)
            .erasing(0.25)
            .covering(0.15)
            .degradation(0.3)
            .mixupAlpha(0)
            .build();

    /**
     * Returns the same without covers, poor light, degradations and mixup: what a teacher sees of a student's view.
     */
    public Augmentation clean() {
        return toBuilder().covering(0).degradation(0).mixupAlpha(0).build();
    }

    /**
     * Returns the same with half the rotation, scale, shift, shear, erasing and covering, and without mixup: for the
     * last epochs. Light and degradations stay, since a network forgets them first.
     */
    public Augmentation milder() {
        return toBuilder()
                .rotationDegrees(rotationDegrees / 2)
                .scale(scale / 2)
                .shift(shift / 2)
                .shear(shear / 2)
                .erasing(erasing / 2)
                .covering(covering / 2)
                .mixupAlpha(0)
                .build();
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is outside its range
     */
    public Augmentation {
        check("flip", flip, 1);
        check("rotationDegrees", rotationDegrees, 180);
        check("scale", scale, 0.9);
        check("shift", shift, 1);
        check("brightness", brightness, 1);
        check("contrast", contrast, 1);
        check("erasing", erasing, 1);
        check("mixupAlpha", mixupAlpha, 2);
        check("shear", shear, 1);
        check("covering", covering, 1);
        check("degradation", degradation, 1);
        if (!(0 < erasingMinArea && erasingMinArea <= erasingMaxArea && erasingMaxArea < 1)) {
            throw new IllegalArgumentException("Expected 0 < erasingMinArea <= erasingMaxArea < 1, found "
                    + erasingMinArea + " and " + erasingMaxArea);
        }
    }

    private static void check(String name, double value, double max) {
        if (!(value >= 0 && value <= max)) {
            throw new IllegalArgumentException("Expected " + name + " of 0.." + max + ", found " + value);
        }
    }

    /** Returns a builder that starts from these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Changes single values. */
    public static final class Builder {
        private double flip;
        private double rotationDegrees;
        private double scale;
        private double shift;
        private double brightness;
        private double contrast;
        private double erasing;
        private double erasingMinArea;
        private double erasingMaxArea;
        private double mixupAlpha;
        private double shear;
        private double covering;
        private double degradation;

        private Builder(Augmentation from) {
            flip = from.flip;
            rotationDegrees = from.rotationDegrees;
            scale = from.scale;
            shift = from.shift;
            brightness = from.brightness;
            contrast = from.contrast;
            erasing = from.erasing;
            erasingMinArea = from.erasingMinArea;
            erasingMaxArea = from.erasingMaxArea;
            mixupAlpha = from.mixupAlpha;
            shear = from.shear;
            covering = from.covering;
            degradation = from.degradation;
        }

        /** Sets the probability of mirroring. */
        public Builder flip(double probability) {
            this.flip = probability;
            return this;
        }

        /** Sets the largest rotation, in degrees. */
        public Builder rotationDegrees(double degrees) {
            this.rotationDegrees = degrees;
            return this;
        }

        /** Sets the largest relative change of size. */
        public Builder scale(double fraction) {
            this.scale = fraction;
            return this;
        }

        /** Sets the largest shift, as a fraction of the side. */
        public Builder shift(double fraction) {
            this.shift = fraction;
            return this;
        }

        /** Sets the largest relative change of brightness. */
        public Builder brightness(double fraction) {
            this.brightness = fraction;
            return this;
        }

        /** Sets the largest relative change of contrast. */
        public Builder contrast(double fraction) {
            this.contrast = fraction;
            return this;
        }

        /** Sets the probability of erasing. */
        public Builder erasing(double probability) {
            this.erasing = probability;
            return this;
        }

        /** Sets the range of the erased fraction of the face. */
        public Builder erasingArea(double min, double max) {
            this.erasingMinArea = min;
            this.erasingMaxArea = max;
            return this;
        }

        /** Sets the α of mixup. */
        public Builder mixupAlpha(double alpha) {
            this.mixupAlpha = alpha;
            return this;
        }

        /** Sets the largest shear. */
        public Builder shear(double fraction) {
            this.shear = fraction;
            return this;
        }

        /** Sets the probability of a covered mouth or covered eyes. */
        public Builder covering(double probability) {
            this.covering = probability;
            return this;
        }

        /** Sets the probability of poor light and of degradations. */
        public Builder degradation(double probability) {
            this.degradation = probability;
            return this;
        }

        /**
         * Builds the augmentation.
         *
         * @return the values
         * @throws IllegalArgumentException if a value is outside its range
         */
        public Augmentation build() {
            return new Augmentation(
                    flip,
                    rotationDegrees,
                    scale,
                    shift,
                    brightness,
                    contrast,
                    erasing,
                    erasingMinArea,
                    erasingMaxArea,
                    mixupAlpha,
                    shear,
                    covering,
                    degradation);
        }
    }
}
