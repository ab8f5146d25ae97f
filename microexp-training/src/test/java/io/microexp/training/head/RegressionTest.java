package io.microexp.training.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.training.eval.Logits;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegressionTest {
    private static final int ROWS = 60;
    private static final int INPUTS = 5;
    private static final Offset<Double> GRADIENT = Offset.offset(1e-4);
    private static final Offset<Float> ROUNDING = Offset.offset(1e-3f);

    private final float[][] rows = new float[ROWS][INPUTS];
    private final int[] labels = new int[ROWS];
    private final LinearLayer start = new LinearLayer(new float[3][INPUTS], new float[] {0.5f, 0, -0.5f});

    /** The class is the greatest of the first three inputs. */
    @BeforeEach
    void draw() {
        Random random = new Random(7);
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < INPUTS; i++) {
                rows[row][i] = (float) random.nextGaussian() + 10;
            }
            labels[row] = Logits.argmax(rows[row], 0, 3);
        }
        for (float[] weights : start.weight()) {
            for (int i = 0; i < INPUTS; i++) {
                weights[i] = (float) random.nextGaussian() / 10;
            }
        }
    }

    @Test
    void aLightPenaltyFindsTheRule() {
        float[][] logits = new Regression(rows, labels).fit(start, 1e-4).logits(rows);

        int right = 0;
        for (int row = 0; row < ROWS; row++) {
            right += Logits.argmax(logits[row]) == labels[row] ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(ROWS * 95 / 100);
    }

    @Test
    void aHeavyPenaltyKeepsTheStart() {
        LinearLayer fitted = new Regression(rows, labels).fit(start, 1e6);

        for (int c = 0; c < 3; c++) {
            assertThat(fitted.weight()[c]).containsExactly(start.weight()[c], ROUNDING);
        }
        assertThat(fitted.logits(rows)[0]).containsExactly(start.logits(rows)[0], ROUNDING);
    }

    /** In the minimum, the mean error of each class is what the penalty on its bias pulls back. */
    @Test
    void theGradientVanishes() {
        double penalty = 0.01;

        LinearLayer fitted = new Regression(rows, labels).fit(start, penalty);

        float[][] logits = fitted.logits(rows);
        float[][] startLogits = start.logits(rows);
        for (int c = 0; c < 3; c++) {
            double error = 0;
            double moved = 0;
            for (int row = 0; row < ROWS; row++) {
                error += (Logits.softmax(logits[row], 1)[c] - (labels[row] == c ? 1 : 0)) / ROWS;
                // the bias of centered features is the mean logit
                moved += (logits[row][c] - startLogits[row][c]) / ROWS;
            }
            assertThat(error + penalty * moved).isCloseTo(0, GRADIENT);
        }
    }
}
