package io.microexp.pipeline;

import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceAligner;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.pipeline.StageLatency.Stage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Finds and scores the faces of single images, and measures how long each stage takes. As thread-safe as its detector.
 */
final class FaceReader {
    private static final int MIN_FACE = 8;

    private final FaceDetector detector;
    private final FacialEmotionClassifier classifier;
    private final List<Emotion> labels;
    private final FaceAligner aligner = new FaceAligner();
    private final Map<Stage, LatencyHistogram> latencies = new EnumMap<>(Stage.class);

    FaceReader(FaceDetector detector, FacialEmotionClassifier classifier) {
        this.detector = detector;
        this.classifier = classifier;
        this.labels = classifier.labels();
        for (Stage stage : Stage.values()) {
            latencies.put(stage, new LatencyHistogram());
        }
    }

    List<Emotion> labels() {
        return labels;
    }

    List<DetectedFace> detect(GrayImage image) {
        return timed(Stage.DETECT, () -> detector.detect(image));
    }

    List<DetectedFace> detect(PixelBuffer image) {
        return timed(Stage.DETECT, () -> detector.detect(image));
    }

    void classify(GrayImage image, DetectedFace box, float[] scores) {
        timed(Stage.CLASSIFY, () -> {
            classifier.classify(aligner.align(image, box), scores);
            return scores;
        });
    }

    /** Whether the box is large enough to be read, and its center lies inside the image. */
    static boolean isReadable(DetectedFace box, int width, int height) {
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

    /** Runs a stage. One that throws is not counted. */
    <T> T timed(Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        latencies.get(stage).add(System.nanoTime() - start);
        return result;
    }

    Map<Stage, StageLatency> latencies() {
        Map<Stage, StageLatency> summaries = new EnumMap<>(Stage.class);
        latencies.forEach((stage, histogram) -> summaries.put(stage, histogram.summary()));
        return summaries;
    }
}
