package io.microexp.face;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** How a {@link FaceDetector} searches a frame. Immutable. */
public final class FaceDetectorOptions {
    /** The options that every detector uses by default. */
    public static final FaceDetectorOptions DEFAULT = builder().build();

    private static final int LEAST_SIDE = 64;
    private static final int LARGEST_SIDE = 1408;

    private final OptionalDouble scoreThreshold;
    private final int longerSide;
    private final int minFaceSize;
    private final int maxFaces;
    private final boolean tiltedFaces;
    private final Optional<Region> regionOfInterest;

    private FaceDetectorOptions(Builder builder) {
        this.scoreThreshold = builder.scoreThreshold;
        this.longerSide = builder.longerSide;
        this.minFaceSize = builder.minFaceSize;
        this.maxFaces = builder.maxFaces;
        this.tiltedFaces = builder.tiltedFaces;
        this.regionOfInterest = builder.regionOfInterest;
    }

    /**
     * A rectangle of a frame.
     *
     * @param x left column
     * @param y top row
     * @param width pixels per row, positive
     * @param height rows, positive
     */
    public record Region(int x, int y, int width, int height) {
        /**
         * Checks the values.
         *
         * @param x left column
         * @param y top row
         * @param width pixels per row, positive
         * @param height rows, positive
         * @throws IllegalArgumentException if the rectangle is empty or begins outside a frame
         */
        public Region {
            if (x < 0 || y < 0 || width < 1 || height < 1) {
                throw new IllegalArgumentException("Expected a region of positive size from x >= 0 and y >= 0, found "
                        + width + "x" + height + " at (" + x + ", " + y + ")");
            }
        }
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of these options.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.scoreThreshold = scoreThreshold;
        builder.longerSide = longerSide;
        builder.minFaceSize = minFaceSize;
        builder.maxFaces = maxFaces;
        builder.tiltedFaces = tiltedFaces;
        builder.regionOfInterest = regionOfInterest;
        return builder;
    }

    /**
     * Returns the minimum score of a face.
     *
     * @return 0 to 1, or empty for the detector's own default
     */
    public OptionalDouble scoreThreshold() {
        return scoreThreshold;
    }

    /**
     * Returns the length to which the longer side of the searched region is scaled.
     *
     * @return pixels
     */
    public int longerSide() {
        return longerSide;
    }

    /**
     * Returns the size of the smallest face to look for.
     *
     * @return side of the box in pixels of the frame; 0 for whatever one pass finds
     */
    public int minFaceSize() {
        return minFaceSize;
    }

    /**
     * Returns the maximum number of faces reported.
     *
     * @return at least 1
     */
    public int maxFaces() {
        return maxFaces;
    }

    /**
     * Returns whether strongly tilted faces are also searched for.
     *
     * @return false by default
     */
    public boolean tiltedFaces() {
        return tiltedFaces;
    }

    /**
     * Returns the searched part of each frame.
     *
     * @return the region, or empty for the whole frame
     */
    public Optional<Region> regionOfInterest() {
        return regionOfInterest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FaceDetectorOptions that
                && scoreThreshold.equals(that.scoreThreshold)
                && longerSide == that.longerSide
                && minFaceSize == that.minFaceSize
                && maxFaces == that.maxFaces
                && tiltedFaces == that.tiltedFaces
                && regionOfInterest.equals(that.regionOfInterest);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scoreThreshold, longerSide, minFaceSize, maxFaces, tiltedFaces, regionOfInterest);
    }

    @Override
    public String toString() {
        return "FaceDetectorOptions[scoreThreshold=" + scoreThreshold + ", longerSide=" + longerSide + ", minFaceSize="
                + minFaceSize + ", maxFaces=" + maxFaces + ", tiltedFaces=" + tiltedFaces + ", regionOfInterest="
                + regionOfInterest + "]";
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private OptionalDouble scoreThreshold = OptionalDouble.empty();
        private int longerSide = 640;
        private int minFaceSize;
        private int maxFaces = Integer.MAX_VALUE;
        private boolean tiltedFaces;
        private Optional<Region> regionOfInterest = Optional.empty();

        private Builder() {}

        /**
         * Sets the minimum score of a face. Each detector has its own default: 0.55 for the built-in one, 0.7 for
         * YuNet.
         *
         * @param scoreThreshold 0 to 1
         * @return this
         * @throws IllegalArgumentException if outside 0..1
         */
        public Builder scoreThreshold(double scoreThreshold) {
            if (!(scoreThreshold >= 0 && scoreThreshold <= 1)) {
                throw new IllegalArgumentException("Expected a score threshold of 0..1, found " + scoreThreshold);
            }
            this.scoreThreshold = OptionalDouble.of(scoreThreshold);
            return this;
        }

        /**
         * Sets the length to which the longer side of the searched region is scaled. Time grows with its square. A
         * larger value finds smaller faces and may lose faces that fill the frame.
         *
         * @param longerSide pixels, 64 to 1408; 640 by default
         * @return this
         * @throws IllegalArgumentException if outside 64..1408
         */
        public Builder longerSide(int longerSide) {
            if (longerSide < LEAST_SIDE || longerSide > LARGEST_SIDE) {
                throw new IllegalArgumentException("Expected a longer side of " + LEAST_SIDE + ".." + LARGEST_SIDE
                        + " pixels, found " + longerSide);
            }
            this.longerSide = longerSide;
            return this;
        }

        /**
         * Sets the size of the smallest face to look for. Smaller faces are not reported. If faces of this size would
         * be too small in the scaled frame, the frame is searched a second time at a larger scale, up to a longer side
         * of 1408 pixels.
         *
         * @param minFaceSize side of the box in pixels of the frame, not negative; 0 by default, which reports whatever
         *     one pass finds
         * @return this
         * @throws IllegalArgumentException if negative
         */
        public Builder minFaceSize(int minFaceSize) {
            if (minFaceSize < 0) {
                throw new IllegalArgumentException("Expected a minimum face size of 0 or more, found " + minFaceSize);
            }
            this.minFaceSize = minFaceSize;
            return this;
        }

        /**
         * Sets the maximum number of faces reported. The largest are kept.
         *
         * @param maxFaces at least 1; unlimited by default
         * @return this
         * @throws IllegalArgumentException if below 1
         */
        public Builder maxFaces(int maxFaces) {
            if (maxFaces < 1) {
                throw new IllegalArgumentException("Expected at least 1 face, found " + maxFaces);
            }
            this.maxFaces = maxFaces;
            return this;
        }

        /**
         * Sets whether faces tilted by more than about 30 degrees, up to 75, are also searched for. The frame is then
         * searched again rotated by 45 degrees to either side, which takes three to five times as long.
         *
         * @param tiltedFaces false by default
         * @return this
         */
        public Builder tiltedFaces(boolean tiltedFaces) {
            this.tiltedFaces = tiltedFaces;
            return this;
        }

        /**
         * Limits the search to a part of each frame. The part that lies inside a frame is searched, and boxes are given
         * in pixels of the frame.
         *
         * @param region the searched part
         * @return this
         */
        public Builder regionOfInterest(Region region) {
            this.regionOfInterest = Optional.of(region);
            return this;
        }

        /**
         * Returns the options.
         *
         * @return immutable options
         */
        public FaceDetectorOptions build() {
            return new FaceDetectorOptions(this);
        }
    }
}
