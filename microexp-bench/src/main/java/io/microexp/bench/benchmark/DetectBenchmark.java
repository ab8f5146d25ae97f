package io.microexp.bench.benchmark;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures face detection in a gray 640x480 frame that shows one face. The built-in detector uses the vector kernels if
 * the JVM is started with {@code --add-modules jdk.incubator.vector}.
 *
 * <p>OpenCV's detectors need a jar built with {@code -Popencv}. YuNet needs its file in the system property
 * {@value Detectors#YUNET_PROPERTY}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = Backends.NATIVE_ACCESS)
public class DetectBenchmark {
    /** The detector: built-in, yunet, opencv-cascade or opencv-yunet. */
    @Param("built-in")
    public String detector;

    private FaceDetector open;
    private GrayImage frame;
    private List<DetectedFace> faces;

    /** Opens the detector. */
    @Setup
    public void open() {
        frame = Frames.oneFace();
        open = Detectors.open(detector);
    }

    /** Finds the faces. */
    @Benchmark
    public Object detect(Allocation allocation) {
        allocation.enter();
        faces = open.detect(frame);
        allocation.leave();
        return faces;
    }

    /** Checks that the last call found the face. */
    @TearDown
    public void checkAndClose() {
        try (FaceDetector closing = open) {
            Checks.oneFace(detector, faces);
        }
    }
}
