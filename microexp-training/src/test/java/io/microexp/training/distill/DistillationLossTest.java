package io.microexp.training.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.testing.Gradients;
import org.junit.jupiter.api.Test;

class DistillationLossTest {
    /** Constants of the loss are float32; logits and targets of these tests float64. */
    private static final double ROUNDING = 1e-6;

    private static final Shape TWO_OF_THREE = new Shape(2, 3);
    private static final double[] LOGITS = {2, 0, -1, 0.5, 1, 3};
    private static final double[] TEACHER = {4, 1, 0, -1, 0.5, 2};
    private static final double[] SOFT_TARGETS = {0.9, 0.05, 0.05, 0.2, 0.3, 0.5};

    /**
     * Two classes, one face. The student's logits (0, 0) give p = (1/2, 1/2) at any temperature; the teacher's
     * (4 ln 3, 0) give q = (3/4, 1/4) at T = 4. KL(q ‖ p) = 3/4 ln(3/2) + 1/4 ln(1/2) = 0.1308120; the cross-entropy
     * is ln 2 = 0.6931472; 0.7 · 16 · 0.1308120 + 0.3 · 0.6931472 = 1.6730387.
     */
    @Test
    void isEquationOneByHand() {
        double[] teacher = {4 * Math.log(3), 0};
        assertThat(loss(0.7f, 4f, new double[] {1, 0}, teacher, new double[] {0, 0}, new Shape(1, 2)))
                .isCloseTo(1.6730387, offset(ROUNDING));
    }

    /** At T = 1 a student of logits (ln 2, 0, 0) has p = (1/2, 1/4, 1/4); a teacher of (0, 0, 0) thirds. */
    @Test
    void isEquationOneByHandForThreeClasses() {
        double crossEntropy = Math.log(4);
        double divergence = (Math.log(2.0 / 3) + 2 * Math.log(4.0 / 3)) / 3;
        double[] logits = {Math.log(2), 0, 0};
        assertThat(loss(0.25f, 1f, new double[] {0, 1, 0}, new double[3], logits, new Shape(1, 3)))
                .isCloseTo(0.25 * divergence + 0.75 * crossEntropy, offset(ROUNDING));
    }

    @Test
    void isTheMeanOfItsFormulaOverABatch() {
        double expected = 0;
        for (int face = 0; face < 2; face++) {
            double[] p = softmax(LOGITS, 3 * face, 1);
            double[] softP = softmax(LOGITS, 3 * face, 4);
            double[] softQ = softmax(TEACHER, 3 * face, 4);
            for (int c = 0; c < 3; c++) {
                expected += 0.7 * 16 * softQ[c] * Math.log(softQ[c] / softP[c]) / 2;
                expected -= 0.3 * SOFT_TARGETS[3 * face + c] * Math.log(p[c]) / 2;
            }
        }
        assertThat(loss(0.7f, 4f, SOFT_TARGETS, TEACHER, LOGITS, TWO_OF_THREE)).isCloseTo(expected, offset(ROUNDING));
    }

    @Test
    void withoutATeacherItIsCrossEntropy() {
        double expected = 0;
        for (int i = 0; i < 6; i++) {
            expected -= SOFT_TARGETS[i] * Math.log(softmax(LOGITS, i / 3 * 3, 1)[i % 3]) / 2;
        }
        assertThat(DistillationLoss.labelsOnly().needsTeacher()).isFalse();
        assertThat(loss(DistillationLoss.labelsOnly(), SOFT_TARGETS, null, LOGITS, TWO_OF_THREE))
                .isCloseTo(expected, offset(ROUNDING));
        assertThat(loss(0f, 4f, SOFT_TARGETS, TEACHER, LOGITS, TWO_OF_THREE)).isCloseTo(expected, offset(ROUNDING));
    }

    @Test
    void withAlphaOneTheLabelsDoNotMatter() {
        double[] otherTargets = {0, 0, 1, 1, 0, 0};
        double loss = loss(1f, 4f, SOFT_TARGETS, TEACHER, LOGITS, TWO_OF_THREE);
        assertThat(loss).isPositive();
        assertThat(loss(1f, 4f, otherTargets, TEACHER, LOGITS, TWO_OF_THREE)).isEqualTo(loss);
        assertThat(loss(1f, 4f, SOFT_TARGETS, LOGITS, LOGITS, TWO_OF_THREE)).isCloseTo(0, offset(ROUNDING));
    }

    /** Logits (ln 3, 0) give p = (3/4, 1/4): at γ = 2 the first class costs (1/4)² ln(4/3), the second (3/4)² ln 4. */
    @Test
    void focusIsTheFocalLossByHand() {
        DistillationLoss focal = new DistillationLoss(0f, 1f, 2f);
        double[] logits = {Math.log(3), 0};
        double first = Math.log(4.0 / 3) / 16;
        double second = Math.log(4) * 9 / 16;
        Shape oneOfTwo = new Shape(1, 2);
        assertThat(loss(focal, new double[] {1, 0}, null, logits, oneOfTwo)).isCloseTo(first, offset(ROUNDING));
        assertThat(loss(focal, new double[] {0, 1}, null, logits, oneOfTwo)).isCloseTo(second, offset(ROUNDING));
        assertThat(loss(focal, new double[] {0.25, 0.75}, null, logits, oneOfTwo))
                .isCloseTo(0.25 * first + 0.75 * second, offset(ROUNDING));
    }

    @Test
    void focusChangesTheTermOfTheLabelsAlone() {
        double labels = loss(new DistillationLoss(0f, 1f, 2f), SOFT_TARGETS, null, LOGITS, TWO_OF_THREE);
        double divergence = loss(1f, 4f, SOFT_TARGETS, TEACHER, LOGITS, TWO_OF_THREE);
        assertThat(loss(new DistillationLoss(0.7f, 4f, 2f), SOFT_TARGETS, TEACHER, LOGITS, TWO_OF_THREE))
                .isCloseTo(0.7 * divergence + 0.3 * labels, offset(ROUNDING));
    }

    /** p rounds to 1: the power of 1 - p has no derivative at 0 where γ is below 1. */
    @Test
    void focusOnACertainAnswerHasAFiniteGradient() {
        for (float gamma : new float[] {0.5f, 1f, 2f}) {
            DistillationLoss focal = new DistillationLoss(0f, 1f, gamma);
            double[] derivative = Gradients.derive(new double[] {800, 0}, new Shape(1, 2), logits -> {
                NDArray targets = logits.getManager().create(new double[] {0.9, 0.1}, new Shape(1, 2));
                return focal.evaluate(new NDList(targets), new NDList(logits));
            });
            assertThat(derivative[0]).as("gamma %s", gamma).isCloseTo(0.1, offset(ROUNDING));
            assertThat(derivative[1]).as("gamma %s", gamma).isCloseTo(-0.1, offset(ROUNDING));
        }
    }

    @Test
    void gradientsMatchDifferences() {
        for (DistillationLoss loss : new DistillationLoss[] {
            new DistillationLoss(0.7f, 4f),
            new DistillationLoss(1f, 2f),
            DistillationLoss.labelsOnly(),
            new DistillationLoss(0f, 1f, 2f),
            new DistillationLoss(0.3f, 4f, 0.5f)
        }) {
            Gradients.assertMatchDifferences(LOGITS, TWO_OF_THREE, logits -> {
                NDManager manager = logits.getManager();
                NDArray targets = manager.create(SOFT_TARGETS, TWO_OF_THREE);
                NDArray teacher = manager.create(TEACHER, TWO_OF_THREE);
                return loss.evaluate(new NDList(targets, teacher), new NDList(logits));
            });
        }
    }

    @Test
    void extremeLogitsGiveAFiniteLoss() {
        double[] extreme = {1e4, -1e4, 0};
        assertThat(loss(0.7f, 4f, new double[] {0, 1, 0}, new double[] {-1e4, 1e4, 0}, extreme, new Shape(1, 3)))
                .isFinite()
                .isPositive();
    }

    @Test
    void refusesValuesOutOfRange() {
        for (float alpha : new float[] {-0.1f, 1.1f, Float.NaN}) {
            assertThatThrownBy(() -> new DistillationLoss(alpha, 4f))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Expected alpha in [0, 1] and a positive temperature, found alpha " + alpha
                            + ", temperature 4.0");
        }
        for (float temperature : new float[] {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new DistillationLoss(0.7f, temperature))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("temperature " + temperature);
        }
        for (float gamma : new float[] {-1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new DistillationLoss(0.7f, 4f, gamma))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Expected a focal gamma of at least 0, found " + gamma);
        }
    }

    @Test
    void refusesToGoWithoutTheTeacherItNeeds() {
        DistillationLoss loss = new DistillationLoss(0.7f, 4f);
        assertThat(loss.needsTeacher()).isTrue();
        assertThatThrownBy(() -> loss(loss, SOFT_TARGETS, null, LOGITS, TWO_OF_THREE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected targets and teacher logits, found 1 label arrays");
    }

    private static double loss(
            float alpha, float temperature, double[] targets, double[] teacher, double[] logits, Shape shape) {
        return loss(new DistillationLoss(alpha, temperature), targets, teacher, logits, shape);
    }

    private static double loss(
            DistillationLoss loss, double[] targets, double[] teacher, double[] logits, Shape shape) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList labels = new NDList(manager.create(targets, shape));
            if (teacher != null) {
                labels.add(manager.create(teacher, shape));
            }
            return loss.evaluate(labels, new NDList(manager.create(logits, shape)))
                    .getDouble();
        }
    }

    private static double[] softmax(double[] logits, int from, double temperature) {
        double[] p = new double[3];
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            p[c] = Math.exp(logits[from + c] / temperature);
            sum += p[c];
        }
        for (int c = 0; c < 3; c++) {
            p[c] /= sum;
        }
        return p;
    }
}
