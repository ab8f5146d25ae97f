package io.microexp.internal.engine.onnx;

import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.MicroExpException;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.testing.TestFaces;

/**
 * What holds for any bytes whatever, given as a model file: it is refused with a {@link MicroExpException}, or its calls
 * end in one, or they give probabilities. {@link ModelFuzzerTest} tries it with {@link FuzzSeeds}; the profile
 * {@code fuzz} has Jazzer look for bytes of which it is not true:
 *
 * <pre>{@code mvn -Pfuzz -pl microexp-core process-test-classes exec:exec@search -Dfuzz.seconds=600}</pre>
 */
public final class ModelFuzzer {
    private static final GrayImage FACE = TestFaces.of(1, 24, 20, 1).get(0);

    private ModelFuzzer() {}

    /** What Jazzer calls, which knows it by this name. */
    public static void fuzzerTestOneInput(byte[] file) {
        endsWell(file);
    }

    /** Whether the file is a model that gives probabilities, rather than one that is refused; else fails. */
    static boolean endsWell(byte[] file) {
        try {
            classify(EmotionModel.of("fuzzed", file));
            return true;
        } catch (MicroExpException e) {
            return false;
        }
    }

    private static void classify(EmotionModel model) {
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend("java").build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            for (float probability : classifier.classify(FACE).toArray()) {
                if (!(probability >= 0 && probability <= 1)) {
                    throw new AssertionError("Expected a probability, found " + probability);
                }
            }
        }
    }
}
