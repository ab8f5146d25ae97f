package io.microexp.pipeline;

import io.microexp.FacialEmotionClassifier;
import io.microexp.face.FaceDetector;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How an {@link EmotionPipeline} is opened. Immutable. */
public final class PipelineOptions {
    private static final int MAX_COUNT = 1_000_000;

    private final FaceDetector detector;
    private final FacialEmotionClassifier classifier;
    private final int detectEvery;
    private final Duration latencyBudget;
    private final Duration maxOcclusion;
    private final Duration timeConstant;
    private final int queueCapacity;

    private PipelineOptions(Builder builder) {
        this.detector = builder.detector;
        this.classifier = builder.classifier;
        this.detectEvery = builder.detectEvery;
        this.latencyBudget = builder.latencyBudget;
        this.maxOcclusion = builder.maxOcclusion;
        this.timeConstant = builder.timeConstant;
        this.queueCapacity = builder.queueCapacity;
    }

    /**
     * Returns a builder with the defaults: built-in detector, bundled model on the best backend present, detection in
     * every 5th frame, no latency budget.
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
        builder.detector = detector;
        builder.classifier = classifier;
        builder.detectEvery = detectEvery;
        builder.latencyBudget = latencyBudget;
        builder.maxOcclusion = maxOcclusion;
        builder.timeConstant = timeConstant;
        builder.queueCapacity = queueCapacity;
        return builder;
    }

    /**
     * Returns the caller's detector.
     *
     * @return the detector, or empty for the built-in one
     */
    public Optional<FaceDetector> detector() {
        return Optional.ofNullable(detector);
    }

    /**
     * Returns the caller's classifier.
     *
     * @return the classifier, or empty for the bundled model on the best backend present
     */
    public Optional<FacialEmotionClassifier> classifier() {
        return Optional.ofNullable(classifier);
    }

    /**
     * Returns how often the detector looks at a video.
     *
     * @return 1 for every frame, 5 for every fifth
     */
    public int detectEvery() {
        return detectEvery;
    }

    /**
     * Returns the mean time that a frame of a video may take.
     *
     * @return the budget, or empty if detection is never put off
     */
    public Optional<Duration> latencyBudget() {
        return Optional.ofNullable(latencyBudget);
    }

    /**
     * Returns how long a face may go undetected and keep its number.
     *
     * @return a positive duration
     */
    public Duration maxOcclusion() {
        return maxOcclusion;
    }

    /**
     * Returns the time constant of the smoothing.
     *
     * @return a positive duration
     */
    public Duration timeConstant() {
        return timeConstant;
    }

    /**
     * Returns how many frames an {@link EmotionStream} keeps waiting.
     *
     * @return at least 1
     */
    public int queueCapacity() {
        return queueCapacity;
    }

    static long positiveNanos(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("Expected a positive " + name + ", found " + duration);
        }
        return duration.toNanos();
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private FaceDetector detector;
        private FacialEmotionClassifier classifier;
        private int detectEvery = 5;
        private Duration latencyBudget;
        private Duration maxOcclusion = FaceTracker.DEFAULT_MAX_OCCLUSION;
        private Duration timeConstant = EmotionFilter.DEFAULT_TIME_CONSTANT;
        private int queueCapacity = 2;

        private Builder() {}

        /**
         * Sets the detector. The pipeline does not close it, so several pipelines may share a thread-safe one.
         *
         * @param detector an open detector
         * @return this builder
         */
        public Builder detector(FaceDetector detector) {
            this.detector = Objects.requireNonNull(detector, "detector");
            return this;
        }

        /**
         * Sets the classifier. The pipeline does not close it, so several pipelines may share it.
         *
         * @param classifier an open classifier
         * @return this builder
         */
        public Builder classifier(FacialEmotionClassifier classifier) {
            this.classifier = Objects.requireNonNull(classifier, "classifier");
            return this;
        }

        /**
         * Sets how often the detector looks at a video. It looks sooner if a face is new or was just lost, and at least
         * twice a second of video.
         *
         * @param frames 1 for every frame, 5 for every fifth
         * @return this builder
         * @throws IllegalArgumentException if less than 1
         */
        public Builder detectEvery(int frames) {
            this.detectEvery = count("detectEvery", frames);
            return this;
        }

        /**
         * Sets the mean time that a frame of a video may take. Detection is put off, to two times per second of video
         * at most, until the mean of measured times fits. Results then depend on the speed of the machine.
         *
         * @param budget for example 33 ms for a camera of 30 frames per second
         * @return this builder
         * @throws IllegalArgumentException if the duration is not positive
         */
        public Builder latencyBudget(Duration budget) {
            positiveNanos("latencyBudget", budget);
            this.latencyBudget = budget;
            return this;
        }

        /**
         * Sets how long a face may go undetected and keep its number.
         *
         * @param duration a positive duration
         * @return this builder
         * @throws IllegalArgumentException if the duration is not positive
         */
        public Builder maxOcclusion(Duration duration) {
            positiveNanos("maxOcclusion", duration);
            this.maxOcclusion = duration;
            return this;
        }

        /**
         * Sets the time constant of the smoothing.
         *
         * @param duration the time after which 63 % of a change has come through; positive
         * @return this builder
         * @throws IllegalArgumentException if the duration is not positive
         */
        public Builder timeConstant(Duration duration) {
            positiveNanos("timeConstant", duration);
            this.timeConstant = duration;
            return this;
        }

        /**
         * Sets how many frames an {@link EmotionStream} keeps waiting before it drops the oldest.
         *
         * @param frames at least 1
         * @return this builder
         * @throws IllegalArgumentException if less than 1
         */
        public Builder queueCapacity(int frames) {
            this.queueCapacity = count("queueCapacity", frames);
            return this;
        }

        /**
         * Builds the options.
         *
         * @return immutable options
         */
        public PipelineOptions build() {
            return new PipelineOptions(this);
        }

        private static int count(String name, int value) {
            if (value < 1 || value > MAX_COUNT) {
                throw new IllegalArgumentException("Expected " + name + " in 1.." + MAX_COUNT + ", found " + value);
            }
            return value;
        }
    }
}
