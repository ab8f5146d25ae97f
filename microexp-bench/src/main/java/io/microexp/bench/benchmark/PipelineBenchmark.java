package io.microexp.bench.benchmark;

import io.microexp.FacialEmotionClassifier;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.pipeline.EmotionPipeline;
import io.microexp.pipeline.FaceEmotion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures a frame of a 640x480 video through the whole pipeline: detection in every fifth frame, tracking, alignment,
 * classification and smoothing of one face. The time is the mean over the frames with and without detection.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {Backends.NATIVE_ACCESS, Backends.ADD_MODULES, Backends.VECTOR_MODULE})
public class PipelineBenchmark {
    private static final int DETECT_EVERY = 5;
    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(33);

    /** A name of {@link Backends}: the backend of the classifier. */
    @Param({Backends.SCALAR, Backends.VECTOR, Backends.ONNX})
    public String backend;

    private FaceDetector detector;
    private FacialEmotionClassifier classifier;
    private EmotionPipeline pipeline;
    private GrayImage frame;
    private long time;
    private List<FaceEmotion> faces;

    /** Opens the pipeline. */
    @Setup
    public void open() {
        frame = Frames.oneFace();
        detector = FaceDetector.open();
        classifier = Backends.open(backend, Backends.model(), 1);
        pipeline = EmotionPipeline.builder()
                .detector(detector)
                .classifier(classifier)
                .detectEvery(DETECT_EVERY)
                .open();
    }

    /** Analyzes as many frames as lie between two detections. */
    @Benchmark
    @OperationsPerInvocation(DETECT_EVERY)
    public Object frames() {
        for (int i = 0; i < DETECT_EVERY; i++) {
            faces = pipeline.analyze(frame, time);
            time += FRAME_NANOS;
        }
        return faces;
    }

    /** Checks that the last frame shows the face. */
    @TearDown
    public void checkAndClose() {
        try (FaceDetector closingFirst = detector;
                FacialEmotionClassifier closingSecond = classifier;
                EmotionPipeline closingThird = pipeline) {
            Checks.oneFace(backend, faces.stream().map(FaceEmotion::box).toList());
        }
    }
}
