package io.microexp.bench.benchmark;

import io.microexp.face.FaceDetector;
import io.microexp.opencv.CascadeFaceDetector;
import io.microexp.opencv.YuNetFaceDetector;
import java.nio.file.Path;

/** The face detectors by name: {@code built-in}, {@code yunet}, {@code opencv-cascade} and {@code opencv-yunet}. */
public final class Detectors {
    /** System property that names the file of YuNet. */
    public static final String YUNET_PROPERTY = "microexp.bench.yunet";

    private Detectors() {}

    public static FaceDetector open(String name) {
        return switch (name) {
            case "built-in" -> FaceDetector.open();
            case "yunet" -> FaceDetector.open(yunet());
            case "opencv-cascade" -> CascadeFaceDetector.open();
            case "opencv-yunet" -> YuNetFaceDetector.open(yunet());
            default ->
                throw new IllegalArgumentException("Expected a detector of built-in, yunet, opencv-cascade and"
                        + " opencv-yunet, found \"" + name + "\"");
        };
    }

    private static Path yunet() {
        String file = System.getProperty(YUNET_PROPERTY);
        if (file == null) {
            throw new IllegalArgumentException("Expected the file of YuNet in the system property " + YUNET_PROPERTY
                    + ", found none. Start Java with -D" + YUNET_PROPERTY + "=FILE");
        }
        return Path.of(file);
    }
}
