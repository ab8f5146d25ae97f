package io.microexp.pipeline;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.pipeline.FaceEmotion.Sighting;
import io.microexp.pipeline.StageLatency.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/**
 * Finds the faces in an image and scores the apparent expression of each. In a video it also tracks people and smooths
 * their scores.
 *
 * <p>Still images are independent of each other. The frames of a video carry timestamps, and one pipeline follows one
 * video: open another pipeline for a second camera. A face smaller than 8x8 pixels, or whose predicted box has left the
 * frame, is not reported. If the frame size changes, every face gets a new id.
 *
 * <p>Thread-safe. Still images are analyzed concurrently if the detector is thread-safe; the frames of the video are
 * analyzed one after another. If a frame fails, the video continues with the next one.
 *
 * <p>Memory: a video frame in a {@link PixelBuffer} is converted to gray in an array that is reused. Besides what the
 * detector allocates, a frame allocates at most {@value #BYTES_PER_FACE} bytes, the same again per face, and the crop
 * of each face that is rotated or reaches outside the frame.
 */
public final class EmotionPipeline implements AutoCloseable {
    /** The maximum memory that a frame of a video allocates per face, in bytes. */
    static final int BYTES_PER_FACE = 2048;

    private final FaceReader reader;
    private final Video video;
    private final int queueCapacity;
    private final FaceDetector ownDetector;
    private final FacialEmotionClassifier ownClassifier;
    private final Set<EmotionStream> streams = new HashSet<>();
    /** Held for reading by running calls and for writing by close. */
    private final StampedLock lifecycle = new StampedLock();

    private volatile boolean closed;

    /** {@code ownDetector} and {@code ownClassifier} are those that this pipeline closes; null if the caller does. */
    private EmotionPipeline(
            Builder builder, FaceReader reader, FaceDetector ownDetector, FacialEmotionClassifier ownClassifier) {
        this.reader = reader;
        this.video = new Video(
                reader,
                new FaceTracker(builder.maxOcclusion),
                new DetectionSchedule(builder.detectEvery, builder.latencyBudgetNanos),
                builder.timeConstant);
        this.queueCapacity = builder.queueCapacity;
        this.ownDetector = ownDetector;
        this.ownClassifier = ownClassifier;
    }

    /**
     * Opens a pipeline with the built-in detector and the bundled model on the best backend present.
     *
     * @return an open pipeline, which the caller closes
     * @throws io.microexp.MicroExpException if the detector or the backend fails to start
     */
    public static EmotionPipeline open() {
        return builder().open();
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
     * Analyzes a still image.
     *
     * @param image the image; not modified
     * @return the faces, largest first; immutable
     * @throws IllegalStateException if this pipeline is closed
     * @throws io.microexp.BackendException if detection or classification fails
     */
    public List<FaceEmotion> analyze(GrayImage image) {
        Objects.requireNonNull(image, "image");
        return running(() -> still(reader.detect(image), () -> image));
    }

    /**
     * Analyzes a still image, in color where the detector uses it.
     *
     * @param image the image; not modified
     * @return the faces, largest first; immutable
     * @throws IllegalStateException if this pipeline is closed
     * @throws io.microexp.BackendException if detection or classification fails
     */
    public List<FaceEmotion> analyze(PixelBuffer image) {
        Objects.requireNonNull(image, "image");
        return running(() -> still(reader.detect(image), image::toGray));
    }

    /**
     * Analyzes the next frame of the video.
     *
     * @param frame the frame; not modified, not kept
     * @param timestampNanos its time in nanoseconds of any clock, not before that of the previous frame
     * @return the people in view, by ascending id; immutable
     * @throws IllegalArgumentException if time runs backwards; the video is then unchanged. See {@link #reset()}
     * @throws IllegalStateException if this pipeline is closed
     * @throws io.microexp.BackendException if detection or classification fails
     */
    public List<FaceEmotion> analyze(GrayImage frame, long timestampNanos) {
        Objects.requireNonNull(frame, "frame");
        return running(() -> video.next(frame, timestampNanos));
    }

    /**
     * Analyzes the next frame of the video, in color where the detector uses it.
     *
     * @param frame the frame; not modified, not kept
     * @param timestampNanos its time in nanoseconds of any clock, not before that of the previous frame
     * @return the people in view, by ascending id; immutable
     * @throws IllegalArgumentException if time runs backwards; the video is then unchanged. See {@link #reset()}
     * @throws IllegalStateException if this pipeline is closed
     * @throws io.microexp.BackendException if detection or classification fails
     */
    public List<FaceEmotion> analyze(PixelBuffer frame, long timestampNanos) {
        Objects.requireNonNull(frame, "frame");
        return running(() -> video.next(frame, timestampNanos));
    }

    /**
     * Starts a thread that analyzes a live video and calls a listener. The thread ends when the stream or this pipeline
     * is closed.
     *
     * @param listener receives the results
     * @return the stream to offer frames to, which the caller closes
     * @throws IllegalStateException if this pipeline is closed
     */
    public EmotionStream stream(EmotionListener listener) {
        synchronized (streams) {
            requireOpen();
            EmotionStream stream = new EmotionStream(this, listener, queueCapacity);
            streams.add(stream);
            return stream;
        }
    }

    void forget(EmotionStream stream) {
        synchronized (streams) {
            streams.remove(stream);
        }
    }

    /** Forgets all people and the time, so that the next frame begins another video. Ids are never reused. */
    public void reset() {
        video.reset();
    }

    /**
     * Returns how long each stage has taken since this pipeline was opened, over still images and frames.
     *
     * @return a new map with an entry per stage
     */
    public Map<Stage, StageLatency> latencies() {
        return reader.latencies();
    }

    private List<FaceEmotion> running(Supplier<List<FaceEmotion>> call) {
        long stamp = lifecycle.readLock();
        try {
            requireOpen();
            return reader.timed(Stage.FRAME, call);
        } finally {
            lifecycle.unlockRead(stamp);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This pipeline is closed");
        }
    }

    private List<FaceEmotion> still(List<DetectedFace> boxes, Supplier<GrayImage> toGray) {
        List<Emotion> labels = reader.labels();
        List<FaceEmotion> faces = new ArrayList<>(boxes.size());
        GrayImage image = null;
        float[] scores = new float[labels.size()];
        for (DetectedFace box : boxes) {
            image = image == null ? toGray.get() : image;
            if (FaceReader.isReadable(box, image.width(), image.height())) {
                reader.classify(image, box, scores);
                EmotionScores values = EmotionScores.of(labels, scores);
                faces.add(new FaceEmotion(0, box, values, values, values.top(), 0, Sighting.DETECTED));
            }
        }
        return List.copyOf(faces);
    }

    /**
     * Waits for running calls and closes the streams. Closes the detector and the classifier unless the caller set
     * them. Idempotent. Later calls to {@code analyze} and {@code stream} throw.
     */
    @Override
    public void close() {
        closed = true;
        List<EmotionStream> open;
        synchronized (streams) {
            open = List.copyOf(streams);
        }
        open.forEach(EmotionStream::close);
        long stamp = lifecycle.writeLock();
        try (FaceDetector closedLast = ownDetector;
                FacialEmotionClassifier closedFirst = ownClassifier) {
            // both are closed, even if the first fails
        } finally {
            lifecycle.unlockWrite(stamp);
        }
    }

    /** Collects options and opens any number of pipelines with them. Not thread-safe. */
    public static final class Builder {
        private static final int MAX_COUNT = 1_000_000;

        private FaceDetector detector;
        private FacialEmotionClassifier classifier;
        private int detectEvery = 5;
        private long latencyBudgetNanos = Long.MAX_VALUE;
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
         * Sets how often faces are detected in a video. Detection runs sooner if a face is new or was just lost, and at
         * least twice per second of video.
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
         * Sets the mean time that a frame of a video may take. Detection runs less often until the mean of the measured
         * times fits, but at least twice per second of video. Results then depend on the speed of the machine.
         *
         * @param budget for example 33 ms for a camera of 30 frames per second
         * @return this builder
         * @throws IllegalArgumentException if the duration is not positive
         */
        public Builder latencyBudget(Duration budget) {
            this.latencyBudgetNanos = Durations.positiveNanos("latencyBudget", budget);
            return this;
        }

        /**
         * Sets how long a face may go undetected and keep its id.
         *
         * @param duration a positive duration
         * @return this builder
         * @throws IllegalArgumentException if the duration is not positive
         */
        public Builder maxOcclusion(Duration duration) {
            Durations.positiveNanos("maxOcclusion", duration);
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
            Durations.positiveNanos("timeConstant", duration);
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
         * Opens a pipeline. It owns and closes the detector and the classifier that were not set here.
         *
         * @return an open pipeline, which the caller closes
         * @throws io.microexp.MicroExpException if the detector or the backend fails to start
         */
        public EmotionPipeline open() {
            FacialEmotionClassifier ownClassifier = classifier == null ? FacialEmotionClassifier.open() : null;
            FaceDetector ownDetector = null;
            try {
                ownDetector = detector == null ? FaceDetector.open() : null;
                FaceReader reader = new FaceReader(
                        detector == null ? ownDetector : detector, classifier == null ? ownClassifier : classifier);
                return new EmotionPipeline(this, reader, ownDetector, ownClassifier);
            } catch (RuntimeException | Error e) {
                try (FaceDetector closedLast = ownDetector;
                        FacialEmotionClassifier closedFirst = ownClassifier) {
                    throw e;
                }
            }
        }

        private static int count(String name, int value) {
            if (value < 1 || value > MAX_COUNT) {
                throw new IllegalArgumentException("Expected " + name + " in 1.." + MAX_COUNT + ", found " + value);
            }
            return value;
        }
    }
}
