package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.microexp.Emotion;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    private static final List<Emotion> LABELS = Emotion.FER2013.subList(0, 2);
    private static final long SEED = 20_261_125;
    private static final int FACES = 20_000;

    @Test
    void crossValidationMendsConfidenceThatIsWrongAlikeEverywhere() {
        // of two classes one has probability q, and says what q's logits at half the temperature say: too much
        Random random = new Random(SEED);
        int[] truth = new int[FACES];
        float[][] probabilities = new float[FACES][];
        for (int i = 0; i < FACES; i++) {
            double q = random.nextDouble();
            truth[i] = random.nextDouble() < q ? 0 : 1;
            double claimed = q * q / (q * q + (1 - q) * (1 - q));
            probabilities[i] = new float[] {(float) claimed, (float) (1 - claimed)};
        }
        Predictions predictions = new Predictions(LABELS, truth, probabilities);

        Evaluation before = predictions.evaluate();
        Evaluation after = predictions.crossValidated().orElseThrow();

        assertThat(before.expectedCalibrationError()).as("seed %d", SEED).isGreaterThan(0.09);
        assertThat(after.expectedCalibrationError()).as("seed %d", SEED).isLessThan(0.02);
        assertThat(after.confusionMatrix()).isDeepEqualTo(before.confusionMatrix());
    }

    @Test
    void crossValidationFitsNothingOnTheFaceItself() {
        // nine faces are certain and right; the tenth, certain and wrong, must not make itself less certain
        int[] truth = new int[10];
        float[][] probabilities = new float[10][];
        for (int i = 0; i < 10; i++) {
            probabilities[i] = new float[] {0.9f, 0.1f};
        }
        truth[9] = 1;

        Evaluation evaluation =
                new Predictions(LABELS, truth, probabilities).crossValidated().orElseThrow();

        // the others are all right, so its temperature is the lowest there is, and it is sure of what is wrong: 0.1 to
        // the power of 20, cut off at the least likelihood of 1e-12; the others know of one mistake in nine
        double others = -Math.log(8 / 9.0);
        assertThat(evaluation.negativeLogLikelihood()).isCloseTo((-Math.log(1e-12) + 9 * others) / 10, within(0.01));
    }

    @Test
    void fewerFacesThanFoldsAreNotCrossValidated() {
        assertThat(new Predictions(LABELS, new int[1], new float[][] {{1, 0}}).crossValidated())
                .isEmpty();
    }
}
