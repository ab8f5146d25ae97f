package io.microexp.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {
    private static final double[] ONE_TO_THOUSAND =
            IntStream.rangeClosed(1, 1000).mapToDouble(i -> 1001 - i).toArray();

    @ParameterizedTest
    @CsvSource({"50, 500", "90, 900", "99, 990", "99.9, 999", "100, 1000"})
    void aPercentileIsTheLeastValueThatThisShareDoesNotExceed(double percent, double expected) {
        assertThat(Samples.percentile(ONE_TO_THOUSAND, percent)).isEqualTo(expected);
    }

    @Test
    void everyPercentileOfOneValueIsThatValue() {
        assertThat(Samples.percentile(new double[] {7}, 1)).isEqualTo(7);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Samples.median(new double[] {9, 1, 4, 2})).isEqualTo(3);
        assertThat(Samples.median(new double[] {5, 1, 9})).isEqualTo(5);
    }

    @Test
    void nothingHasNoPercentile() {
        assertThatThrownBy(() -> Samples.percentile(new double[0], 50)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Samples.percentile(ONE_TO_THOUSAND, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMeasurementKeepsTheMedianAndBothEnds() {
        Measured measured = Measured.cost("x", "us", 3, 1, 2);

        assertThat(measured).isEqualTo(new Measured("x", "us", true, 2, 1, 3, 3));
    }

    @Test
    void aMeasurementIsAlwaysANumber() {
        assertThatThrownBy(() -> Measured.cost("x", "us", 1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
    }
}
