package io.microexp.pipeline;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceAligner;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.pipeline.FaceEmotion.Sighting;
import io.microexp.pipeline.StageLatency.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/**
 * From an image to each face's apparent emotion: detection, alignment and classification; for videos also tracking and
 * smoothing.
 *
 * <p>Still images are independent of each other. The frames of a video carry timestamps, and one pipeline follows one
 * video: open another pipeline for a second camera. A face smaller than 8x8 pixels, or whose predicted box has left the
 * frame, is not reported. When the size of the frames changes, everybody gets a new number.
 *
 * <p>Thread-safe. Still images are analyzed concurrently if the detector is thread-safe; the frames of the video one
 * after another. A failed frame changes nothing that later frames depend on.
 *
 * <p>Memory: in a video a frame of a {@link PixelBuffer} is converted to gray in an array that is kept. Beyond what the
 * detector allocates, a frame allocates at most {@value #BYTES_PER_FACE} bytes per face and as much once, plus the
 * crop of a face that is turned or reaches outside the frame.
 */
public final class EmotionPipeline implements AutoCloseable {
    /** Bound of the memory that a frame of a video allocates for each face, in bytes. */
    static final int BYTES_PER_FACE = 2048;

    private static final int MIN_FACE = 8;

    private final FaceDetector detector;
    private final FacialEmotionClassifier classifier;
    private final boolean ownsDetector;
    private final boolean ownsClassifier;
    private final PipelineOptions options;
    private final FaceAligner aligner = new FaceAligner();
    private final List<Emotion> labels;
    private final Map<Stage, LatencyHistogram> latencies = new EnumMap<>(Stage.class);
    private final Set<EmotionStream> streams = new HashSet<>();
    /** Held for reading by running calls and for writing by close. */
    private final StampedLock lifecycle = new StampedLock();

    private volatile boolean closed;

    /** Guards the state of the video, which is everything below. */
    private final Object video = new Object();

    private final FaceTracker tracker;
    private final DetectionSchedule schedule;
    private final Map<Long, Person> people = new HashMap<>();
    private int width;
    private int height;
    private GrayImage gray;
    private byte[] grayPixels = new byte[0];

    private final class Person {
        private final EmotionFilter filter = new EmotionFilter(labels, options.timeConstant());
        private final float[] scores = new float[labels.size()];
        private boolean scored;
    }

    private EmotionPipeline(PipelineOptions options, FaceDetector detector, FacialEmotionClassifier classifier) {
        this.options = options;
        this.detector = detector;
        this.classifier = classifier;
        this.ownsDetector = options.detector().isEmpty();
        this.ownsClassifier = options.classifier().isEmpty();
        this.labels = classifier.labels();
        this.tracker = new FaceTracker(options.maxOcclusion());
        this.schedule = new DetectionSchedule(
                options.detectEvery(),
                options.latencyBudget().map(Duration::toNanos).orElse(Long.MAX_VALUE));
        for (Stage stage : Stage.values()) {
            latencies.put(stage, new LatencyHistogram());
        }
    }

    /**
     * Opens a pipeline with the built-in detector and the bundled model on the best backend present.
     *
     * @return an open pipeline; close it
     * @throws io.microexp.MicroExpException if the detector or the backend fails to start
     */
    public static EmotionPipeline open() {
        return open(PipelineOptions.builder().build());
    }

    /**
     * Opens a pipeline.
     *
     * @param options the options
     * @return an open pipeline; close it
     * @throws io.microexp.MicroExpException if the detector or the backend fails to start
     */
    public static EmotionPipeline open(PipelineOptions options) {
        FacialEmotionClassifier classifier = options.classifier().orElseGet(FacialEmotionClassifier::open);
        try {
            FaceDetector detector = options.detector().orElseGet(FaceDetector::open);
            return new EmotionPipeline(options, detector, classifier);
        } catch (RuntimeException e) {
            if (options.classifier().isEmpty()) {
                classifier.close();
            }
            throw e;
        }
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
        return running(() -> still(() -> detector.detect(image), () -> image));
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
        return running(() -> still(() -> detector.detect(image), image::toGray));
    }

    /**
     * Analyzes the next frame of the video.
     *
     * @param frame the frame; not modified, not kept
     * @param timestampNanos its time in nanoseconds of any clock, not before that of the last frame
     * @return the people in view, by ascending id; immutable
     * @throws IllegalArgumentException if time runs backwards; nothing has changed then. See {@link #reset()}
     * @throws IllegalStateException if this pipeline is closed
     * @throws io.microexp.BackendException if detection or classification fails
     */
    public List<FaceEmotion> analyze(GrayImage frame, long timestampNanos) {
        Objects.requireNonNull(frame, "frame");
        return running(() -> {
            synchronized (video) {
                resize(frame.width(), frame.height());
                return next(() -> detector.detect(frame), () -> frame, timestampNanos);
            }
        });
    }

    /**
     * Analyzes the next frame of the video, in color where the detector uses it.
     *
     * @param frame the frame; not modified, not kept
     * @param timestampNanos its time in nanoseconds of any clock, not before that of the last frame
     * @return the people in view, by ascending id; immutable
     * @throws IllegalArgumentException if time runs backwards; nothing has changed then. See {@link #reset()}
     * @throws IllegalStateException if this pipeline is closed
     * @throws io.microexp.BackendException if detection or classification fails
     */
    public List<FaceEmotion> analyze(PixelBuffer frame, long timestampNanos) {
        Objects.requireNonNull(frame, "frame");
        return running(() -> {
            synchronized (video) {
                resize(frame.width(), frame.height());
                return next(() -> detector.detect(frame), () -> toGray(frame), timestampNanos);
            }
        });
    }

    /**
     * Starts a thread that analyzes a live video and calls a listener. The thread ends when the stream or this pipeline
     * is closed.
     *
     * @param listener receives the results
     * @return the stream to offer frames to; close it
     * @throws IllegalStateException if this pipeline is closed
     */
    public EmotionStream stream(EmotionListener listener) {
        synchronized (streams) {
            requireOpen();
            EmotionStream stream = new EmotionStream(this, listener, options.queueCapacity());
            streams.add(stream);
            return stream;
        }
    }

    void forget(EmotionStream stream) {
        synchronized (streams) {
            streams.remove(stream);
        }
    }

    /** Forgets everybody and the time: the next frame begins another video. Numbers go on, none is given twice. */
    public void reset() {
        synchronized (video) {
            tracker.reset();
            schedule.reset();
            people.clear();
        }
    }

    /**
     * Returns how long each stage has taken since this pipeline was opened, over still images and frames.
     *
     * @return a new map with an entry per stage
     */
    public Map<Stage, StageLatency> latencies() {
        Map<Stage, StageLatency> summaries = new EnumMap<>(Stage.class);
        latencies.forEach((stage, histogram) -> summaries.put(stage, histogram.summary()));
        return summaries;
    }

    private List<FaceEmotion> running(Supplier<List<FaceEmotion>> call) {
        long stamp = lifecycle.readLock();
        try {
            requireOpen();
            long start = System.nanoTime();
            List<FaceEmotion> faces = call.get();
            latencies.get(Stage.FRAME).add(System.nanoTime() - start);
            return faces;
        } finally {
            lifecycle.unlockRead(stamp);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This pipeline is closed");
        }
    }

    private List<FaceEmotion> still(Supplier<List<DetectedFace>> detection, Supplier<GrayImage> toGray) {
        List<DetectedFace> boxes = detect(detection);
        List<FaceEmotion> faces = new ArrayList<>(boxes.size());
        GrayImage image = null;
        float[] scores = new float[labels.size()];
        for (DetectedFace box : boxes) {
            image = image == null ? toGray.get() : image;
            if (isReadable(box, image.width(), image.height())) {
                classify(image, box, scores);
                EmotionScores values = EmotionScores.of(labels, scores);
                faces.add(new FaceEmotion(0, box, values, values, values.top(), 0, Sighting.DETECTED));
            }
        }
        return List.copyOf(faces);
    }

    private void resize(int frameWidth, int frameHeight) {
        if (width != frameWidth || height != frameHeight) {
            reset();
            width = frameWidth;
            height = frameHeight;
        }
    }

    private List<FaceEmotion> next(Supplier<List<DetectedFace>> detection, Supplier<GrayImage> toGray, long now) {
        List<DetectedFace> detected = List.of();
        boolean due = schedule.due(tracker.wantsDetection(), now);
        long start = System.nanoTime();
        if (due) {
            detected = detect(detection);
        }
        long afterDetection = System.nanoTime();
        List<TrackedFace> tracked = due ? tracker.update(detected, now) : tracker.predict(now);
        latencies.get(Stage.TRACK).add(System.nanoTime() - afterDetection);
        if (due) {
            schedule.detected(now, afterDetection - start);
        } else {
            schedule.predicted();
        }
        people.keySet().removeIf(id -> !tracker.follows(id));
        List<FaceEmotion> faces = new ArrayList<>(tracked.size());
        GrayImage image = null;
        for (TrackedFace face : tracked) {
            Person person = people.computeIfAbsent(face.id(), id -> new Person());
            boolean readable = isReadable(face.box(), width, height);
            if (readable && face.sighting() != Sighting.MISSED) {
                image = image == null ? toGray.get() : image;
                classify(image, face.box(), person.scores);
                person.filter.update(person.scores, now);
                person.scored = true;
            }
            if (readable && person.scored) {
                faces.add(emotion(face, person));
            }
        }
        schedule.spent(System.nanoTime() - afterDetection);
        return List.copyOf(faces);
    }

    private FaceEmotion emotion(TrackedFace face, Person person) {
        return new FaceEmotion(
                face.id(),
                face.box(),
                EmotionScores.of(labels, person.scores),
                person.filter.scores(),
                person.filter.label(),
                face.ageNanos(),
                face.sighting());
    }

    private List<DetectedFace> detect(Supplier<List<DetectedFace>> detection) {
        long start = System.nanoTime();
        List<DetectedFace> faces = detection.get();
        latencies.get(Stage.DETECT).add(System.nanoTime() - start);
        return faces;
    }

    private void classify(GrayImage image, DetectedFace box, float[] scores) {
        long start = System.nanoTime();
        classifier.classify(aligner.align(image, box), scores);
        latencies.get(Stage.CLASSIFY).add(System.nanoTime() - start);
    }

    private GrayImage toGray(PixelBuffer frame) {
        if (gray == null || gray.width() != width || gray.height() != height) {
            grayPixels = new byte[Math.multiplyExact(width, height)];
            gray = GrayImage.wrap(grayPixels, 0, width, width, height);
        }
        frame.toGray(0, 0, width, height, grayPixels);
        return gray;
    }

    /** Whether the box is large enough to be read, and its center lies inside the frame. */
    private static boolean isReadable(DetectedFace box, int width, int height) {
        double centerX = box.x() + box.width() / 2.0;
        double centerY = box.y() + box.height() / 2.0;
        int side = Math.max(box.width(), box.height());
        return side >= MIN_FACE
                && side <= 2L * Math.max(width, height)
                && centerX >= 0
                && centerX < width
                && centerY >= 0
                && centerY < height;
    }

    /**
     * Waits for running calls, closes the streams, and closes the detector and the classifier unless they are the
     * caller's. Idempotent; later calls throw.
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
        try (FaceDetector ownDetector = ownsDetector ? detector : null;
                FacialEmotionClassifier ownClassifier = ownsClassifier ? classifier : null) {
            // both are closed, the classifier first, even if that fails
        } finally {
            lifecycle.unlockWrite(stamp);
        }
    }
}
