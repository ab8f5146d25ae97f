package io.microexp.examples.packaging;

import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.MicroExpException;
import io.microexp.image.GrayImage;

/** Scores one 48x48 image: the smallest program that needs a backend and a bundled model. */
public final class Classify {
    private Classify() {}

    /**
     * Prints the classifier's description and the scores.
     *
     * @param args the name of a backend; without it, the best backend present is used
     */
    public static void main(String[] args) {
        ClassifierOptions.Builder options = ClassifierOptions.builder();
        if (args.length > 0) {
            options.backend(args[0]);
        }
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options.build())) {
            System.out.println(classifier.description());
            System.out.println(classifier.classify(GrayImage.of(new byte[48 * 48], 48, 48)));
        } catch (MicroExpException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
