package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class IntervalTest {
    /** The expected ends are given to four digits. */
    private static final Offset<Double> DIGITS = within(5e-5);

    @Test
    void agreesWithPublishedIntervals() {
        // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3
        check(81, 263, 0.2553, 0.3662);
        check(15, 148, 0.0624, 0.1605);
        check(0, 20, 0, 0.1611);
        check(1, 29, 0.0061, 0.1718);
    }

    @Test
    void mirrorsForTheOtherOutcome() {
        assertThat(Interval.wilson95(20, 20).low()).isCloseTo(1 - 0.1611, DIGITS);
        assertThat(Interval.wilson95(20, 20).high()).isEqualTo(1);
    }

    @Test
    void spansAboutOneAndAHalfPointsOnEachSideOfAFer2013Split() {
        Interval interval = Interval.wilson95(2370, 3589);

        assertThat((interval.high() - interval.low()) / 2).isCloseTo(0.0155, DIGITS);
    }

    @Test
    void refusesWhatIsNoProportion() {
        for (int[] pair : new int[][] {{0, 0}, {-1, 5}, {6, 5}}) {
            assertThatThrownBy(() -> Interval.wilson95(pair[0], pair[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("correct " + pair[0], "count " + pair[1]);
        }
    }

    private static void check(int correct, int count, double low, double high) {
        Interval interval = Interval.wilson95(correct, count);
        assertThat(interval.low()).isCloseTo(low, DIGITS);
        assertThat(interval.high()).isCloseTo(high, DIGITS);
    }
}
