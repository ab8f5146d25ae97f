package io.microexp.training.eval;

import static io.microexp.Emotion.ANGER;
import static io.microexp.Emotion.DISGUST;
import static io.microexp.Emotion.FEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.microexp.Emotion;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    /** Sums of a few doubles from float32 probabilities. */
    private static final Offset<Double> ROUNDING = within(1e-7);

    private static final List<Emotion> LABELS = List.of(ANGER, DISGUST, FEAR);

    /** Six faces: anger right, right, taken for fear; disgust right, taken for anger; fear right. */
    private static final Evaluation SIX = Evaluation.of(LABELS, new int[] {0, 0, 0, 1, 1, 2}, new float[][] {
        {0.9f, 0.1f, 0f},
        {0.5f, 0.25f, 0.25f},
        {0.2f, 0.2f, 0.6f},
        {0.1f, 0.8f, 0.1f},
        {0.7f, 0.2f, 0.1f},
        {0f, 0f, 1f},
    });

    @Test
    void countsRightAnswers() {
        assertThat(SIX.count()).isEqualTo(6);
        assertThat(SIX.correct()).isEqualTo(4);
        assertThat(SIX.accuracy()).isCloseTo(4 / 6.0, ROUNDING);
        assertThat(SIX.confusionMatrix()).isDeepEqualTo(new int[][] {{2, 0, 1}, {1, 1, 0}, {0, 0, 1}});
    }

    @Test
    void givesPrecisionRecallAndF1OfEachClass() {
        assertThat(SIX.classes().get(0)).satisfies(c -> scores(c, ANGER, 2 / 3.0, 2 / 3.0, 2 / 3.0, 3));
        assertThat(SIX.classes().get(1)).satisfies(c -> scores(c, DISGUST, 1, 1 / 2.0, 2 / 3.0, 2));
        assertThat(SIX.classes().get(2)).satisfies(c -> scores(c, FEAR, 1 / 2.0, 1, 2 / 3.0, 1));
        assertThat(SIX.macroF1()).isCloseTo(2 / 3.0, ROUNDING);
    }

    @Test
    void measuresCalibrationInFifteenBins() {
        // each face is alone in its bin: gaps 0.1, 0.5, 0.6, 0.2, 0.7 and 0
        assertThat(SIX.expectedCalibrationError()).isCloseTo(2.1 / 6, ROUNDING);
        assertThat(SIX.reliability()).hasSize(Evaluation.BINS).satisfies(bins -> {
            assertThat(bins.get(14).count()).as("1.0 closes the last bin").isEqualTo(1);
            assertThat(bins.get(13).confidence()).isCloseTo(0.9, ROUNDING);
            assertThat(bins.get(13).accuracy()).isEqualTo(1);
            assertThat(bins.get(0)).isEqualTo(new ReliabilityBin(0, 1 / 15.0, 0, 0, 0));
            assertThat(bins.stream().mapToInt(ReliabilityBin::count).sum()).isEqualTo(6);
        });
    }

    @Test
    void averagesFacesOfOneBinBeforeTakingTheGap() {
        Evaluation evaluation = Evaluation.of(
                List.of(ANGER, DISGUST), new int[] {0, 1}, new float[][] {{0.75f, 0.25f}, {0.75f, 0.25f}});

        assertThat(evaluation.expectedCalibrationError()).isCloseTo(0.25, ROUNDING);
    }

    @Test
    void measuresLikelihoodAndBrierScore() {
        Evaluation evaluation =
                Evaluation.of(List.of(ANGER, DISGUST), new int[] {0, 1}, new float[][] {{0.75f, 0.25f}, {0.5f, 0.5f}});

        assertThat(evaluation.negativeLogLikelihood()).isCloseTo(-(Math.log(0.75) + Math.log(0.5)) / 2, ROUNDING);
        assertThat(evaluation.brierScore()).isCloseTo((2 * 0.0625 + 2 * 0.25) / 2, ROUNDING);
    }

    @Test
    void ofEqualProbabilitiesTheFirstClassIsTheAnswer() {
        Evaluation evaluation =
                Evaluation.of(LABELS, new int[] {1, 2}, new float[][] {{0f, 0.5f, 0.5f}, {0f, 0.5f, 0.5f}});

        assertThat(evaluation.confusionMatrix()).isDeepEqualTo(new int[][] {{0, 0, 0}, {0, 1, 0}, {0, 1, 0}});
    }

    @Test
    void aClassWithoutFacesHasZerosAndDoesNotLowerMacroF1() {
        Evaluation evaluation = Evaluation.of(LABELS, new int[] {0, 1}, new float[][] {{1f, 0f, 0f}, {0f, 1f, 0f}});

        assertThat(evaluation.classes().get(2)).isEqualTo(new ClassScores(FEAR, 0, 0, 0, 0));
        assertThat(evaluation.macroF1()).isEqualTo(1);
    }

    @Test
    void allWrongGivesZerosAndFiniteFigures() {
        Evaluation evaluation = Evaluation.of(LABELS, new int[] {0, 1}, new float[][] {{0f, 1f, 0f}, {1f, 0f, 0f}});

        assertThat(evaluation.accuracy()).isZero();
        assertThat(evaluation.accuracyInterval().low()).isZero();
        assertThat(evaluation.macroF1()).isZero();
        assertThat(evaluation.expectedCalibrationError()).isEqualTo(1);
        assertThat(evaluation.negativeLogLikelihood()).isCloseTo(-Math.log(1e-12), ROUNDING);
        assertThat(evaluation.brierScore()).isEqualTo(2);
    }

    @Test
    void theConfusionMatrixIsACopy() {
        SIX.confusionMatrix()[0][0] = 99;

        assertThat(SIX.correct()).isEqualTo(4);
    }

    @Test
    void refusesRowsThatAreNoDistribution() {
        refuses(new int[] {0, 0}, new float[][] {{1f, 0f, 0f}, {Float.NaN, 0f, 1f}}, "Face 1", "sum 1", "NaN");
        refuses(new int[] {0}, new float[][] {{1.5f, -0.5f, 0f}}, "Face 0", "-0.5");
        refuses(new int[] {0}, new float[][] {{0.5f, 0.1f, 0.1f}}, "Face 0", "sum 1");
        refuses(new int[] {0}, new float[][] {{0.5f, 0.5f}}, "Face 0", "expected 3 probabilities");
        refuses(new int[] {3}, new float[][] {{1f, 0f, 0f}}, "Face 0", "0..2", "found 3");
    }

    @Test
    void refusesNoFacesAndUnequalLengths() {
        refuses(new int[0], new float[0][], "at least one face");
        refuses(new int[] {0}, new float[0][], "1 true labels and 0 rows");
    }

    private static void refuses(int[] truth, float[][] probabilities, String... message) {
        assertThatThrownBy(() -> Evaluation.of(LABELS, truth, probabilities))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(message);
    }

    private static void scores(ClassScores c, Emotion label, double precision, double recall, double f1, int support) {
        assertThat(c.label()).isEqualTo(label);
        assertThat(c.precision()).isCloseTo(precision, ROUNDING);
        assertThat(c.recall()).isCloseTo(recall, ROUNDING);
        assertThat(c.f1()).isCloseTo(f1, ROUNDING);
        assertThat(c.support()).isEqualTo(support);
    }
}
