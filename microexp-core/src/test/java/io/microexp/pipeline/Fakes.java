package io.microexp.pipeline;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.model.EmotionModel;
import java.util.List;
import java.util.function.Supplier;

/** A detector that reports what it is told, and a classifier that reads brightness as happiness. */
final class Fakes {
    private Fakes() {}

    /** Reports the faces of the moment, whatever the image. */
    static final class Detector implements FaceDetector {
        private final Supplier<List<DetectedFace>> faces;
        volatile int runs;
        volatile int colorRuns;
        volatile boolean closed;

        Detector(Supplier<List<DetectedFace>> faces) {
            this.faces = faces;
        }

        @Override
        public List<DetectedFace> detect(GrayImage image) {
            runs++;
            return faces.get();
        }

        @Override
        public List<DetectedFace> detect(PixelBuffer frame) {
            colorRuns++;
            return faces.get();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** The middle pixel from 0 to 255 is happiness from 0 to 1; the rest is neutral. */
    static final class Classifier implements FacialEmotionClassifier {
        private static final List<Emotion> LABELS = List.of(Emotion.HAPPINESS, Emotion.NEUTRAL);
        volatile int runs;
        volatile boolean closed;
        volatile boolean failing;

        @Override
        public EmotionScores classify(GrayImage face) {
            float[] out = new float[LABELS.size()];
            classify(face, out);
            return EmotionScores.of(LABELS, out);
        }

        @Override
        public void classify(GrayImage face, float[] out) {
            runs++;
            if (failing) {
                throw new IllegalArgumentException("a bad face");
            }
            out[0] = face.get(face.width() / 2, face.height() / 2) / 255f;
            out[1] = 1 - out[0];
        }

        @Override
        public List<EmotionScores> classifyAll(List<GrayImage> faces) {
            return faces.stream().map(this::classify).toList();
        }

        @Override
        public List<Emotion> labels() {
            return LABELS;
        }

        @Override
        public EmotionModel model() {
            throw new UnsupportedOperationException("no model");
        }

        @Override
        public String description() {
            return "brightness";
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
