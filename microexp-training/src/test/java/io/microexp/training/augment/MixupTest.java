package io.microexp.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixupTest {
    private static final long SEED = 33;
    private static final int DRAWS = 20_000;
    /** Six standard errors of the mean of 20,000 draws whose deviation is at most 0.5, and of their variance. */
    private static final double SAMPLING_ERROR = 0.02;

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.2, 0.5, 1, 2})
    void weightsHaveTheMomentsOfTheBetaDistribution(double alpha) {
        SplittableRandom random = new SplittableRandom(SEED);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            double weight = Mixup.beta(alpha, random);
            assertThat(weight).as("seed " + SEED + ", draw " + i).isBetween(0.0, 1.0);
            sum += weight;
            squares += weight * weight;
        }
        double mean = sum / DRAWS;

        assertThat(mean).as("seed " + SEED).isCloseTo(0.5, within(SAMPLING_ERROR));
        assertThat(squares / DRAWS - mean * mean)
                .as("seed " + SEED)
                .isCloseTo(1 / (4 * (2 * alpha + 1)), within(SAMPLING_ERROR));
    }
}
