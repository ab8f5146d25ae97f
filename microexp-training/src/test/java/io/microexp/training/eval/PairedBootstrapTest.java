package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    private static final long SEED = 3;
    /** Sums of doubles below 1. */
    private static final double ROUNDING = 1e-12;

    private static final boolean[] RIGHT = {true, true, true, true};
    private static final boolean[] WRONG = {false, false, false, false};

    @Test
    void whereEveryFaceSaysTheSameTheIntervalIsAPoint() {
        assertInterval(PairedBootstrap.of(List.of(WRONG), List.of(RIGHT), SEED), 1, 1, 1);
        assertInterval(PairedBootstrap.of(List.of(RIGHT), List.of(WRONG), SEED), -1, -1, -1);
        assertInterval(PairedBootstrap.of(List.of(RIGHT), List.of(RIGHT), SEED), 0, 0, 0);
    }

    /** Pairs matter: two sides that are right about other faces are apart in every draw but on average alike. */
    @Test
    void ofTwoFacesEveryDrawIsInTheInterval() {
        boolean[] one = {true, false};
        boolean[] other = {false, true};
        assertInterval(PairedBootstrap.of(List.of(one), List.of(other), SEED), 0, -1, 1);
        assertInterval(PairedBootstrap.of(List.of(one), List.of(one), SEED), 0, 0, 0);
    }

    /** Of a face that one of two runs answers rightly, the side has half. */
    @Test
    void aSideIsTheMeanOfItsRuns() {
        assertInterval(PairedBootstrap.of(List.of(WRONG), List.of(WRONG, RIGHT), SEED), 0.5, 0.5, 0.5);
        assertInterval(
                PairedBootstrap.of(List.of(WRONG, RIGHT), List.of(RIGHT, RIGHT, WRONG), SEED),
                1.0 / 6,
                1.0 / 6,
                1.0 / 6);
    }

    /** Of many independent faces the interval is that of the normal distribution, ±1.96 standard errors. */
    @Test
    void theIntervalIsTheNormalOneForManyFaces() {
        SplittableRandom random = new SplittableRandom(SEED);
        int faces = 2000;
        boolean[] first = new boolean[faces];
        boolean[] second = new boolean[faces];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < faces; i++) {
            first[i] = random.nextDouble() < 0.6;
            second[i] = random.nextDouble() < 0.65;
            double difference = (second[i] ? 1 : 0) - (first[i] ? 1 : 0);
            sum += difference;
            squares += difference * difference;
        }
        double mean = sum / faces;
        double error = Math.sqrt((squares / faces - mean * mean) / faces);

        PairedBootstrap bootstrap = PairedBootstrap.of(List.of(first), List.of(second), SEED);

        double tenth = error / 10;
        assertThat(bootstrap.difference()).isCloseTo(mean, offset(ROUNDING));
        assertThat(bootstrap.low()).as("seed " + SEED).isCloseTo(mean - 1.96 * error, offset(tenth));
        assertThat(bootstrap.high()).as("seed " + SEED).isCloseTo(mean + 1.96 * error, offset(tenth));
        assertThat(PairedBootstrap.of(List.of(first), List.of(second), SEED)).isEqualTo(bootstrap);
        assertThat(PairedBootstrap.of(List.of(first), List.of(second), SEED + 1))
                .isNotEqualTo(bootstrap);
    }

    @Test
    void saysWhetherTheSidesMayBeEqual() {
        assertThat(new PairedBootstrap(0.01, -0.001, 0.02, 1, SEED).containsZero())
                .isTrue();
        assertThat(new PairedBootstrap(0.01, 0, 0.02, 1, SEED).containsZero()).isTrue();
        assertThat(new PairedBootstrap(0.01, 0.001, 0.02, 1, SEED).containsZero())
                .isFalse();
        assertThat(new PairedBootstrap(-0.01, -0.02, -0.001, 1, SEED).containsZero())
                .isFalse();
    }

    @Test
    void refusesSidesThatCannotBePaired() {
        assertThatThrownBy(() -> PairedBootstrap.of(List.of(RIGHT), List.of(new boolean[3]), SEED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected the same 4 faces in every run, found 3");
        assertThatThrownBy(() -> PairedBootstrap.of(List.of(), List.of(RIGHT), SEED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one run");
        assertThatThrownBy(() -> PairedBootstrap.of(List.of(RIGHT), List.of(), SEED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one run");
    }

    private static void assertInterval(PairedBootstrap bootstrap, double difference, double low, double high) {
        assertThat(bootstrap.difference()).isCloseTo(difference, offset(ROUNDING));
        assertThat(bootstrap.low()).isCloseTo(low, offset(ROUNDING));
        assertThat(bootstrap.high()).isCloseTo(high, offset(ROUNDING));
    }
}
