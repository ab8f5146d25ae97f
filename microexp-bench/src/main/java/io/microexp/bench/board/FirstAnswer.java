package io.microexp.bench.board;

import io.microexp.FacialEmotionClassifier;
import io.microexp.bench.benchmark.Backends;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;

/**
 * A process that opens a classifier, scores one 48x48 image and prints a score. {@link Protocols#coldStarts} times it and
 * checks the score. Both kinds of Java kernels run as the backend {@code java}, as in an application: the JVM's flags
 * choose between them.
 * With the backend {@link Backends#NONE} it opens no classifier, which shows the JVM's own share.
 */
final class FirstAnswer {
    private FirstAnswer() {}

    public static void main(String[] args) {
        if (!args[0].equals(Backends.NONE)) {
            EmotionModel model = Backends.model();
            String backend = Backends.isJava(args[0]) ? "java" : args[0];
            try (FacialEmotionClassifier classifier = Backends.open(backend, model, 1)) {
                float[] scores = new float[classifier.labels().size()];
                classifier.classify(GrayImage.of(new byte[48 * 48], 48, 48), scores);
                answer(scores[0]);
            }
        } else {
            answer(0);
        }
    }

    private static void answer(float score) {
        // printed piece by piece, because the first string concatenation takes milliseconds that are not the backend's
        System.out.print("score ");
        System.out.println(score);
        System.out.println("resident " + ProtocolProcess.residentMiB());
    }
}
