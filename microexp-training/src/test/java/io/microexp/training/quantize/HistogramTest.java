package io.microexp.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final long SEED = 3;
    private static final int COUNT = 10_000;

    @Test
    void evenlySpreadValuesKeepTheirWholeRange() {
        Histogram histogram = new Histogram(-1, 3);
        histogram.add(uniform(-1, 3));

        Range range = histogram.leastError();

        assertThat(least(range)).as("seed %d", SEED).isCloseTo(-1, within(0.02));
        assertThat(greatest(range)).as("seed %d", SEED).isCloseTo(3, within(0.02));
    }

    /** Cutting it errs less than the coarser steps of all the others would. */
    @Test
    void oneValueFarOffAmongMillionsIsCut() {
        Histogram histogram = new Histogram(0, 1.5);
        float[] values = uniform(0, 1);
        for (int i = 0; i < 1000; i++) {
            histogram.add(values);
        }
        histogram.add(new float[] {1.5f});

        assertThat(greatest(histogram.leastError())).as("seed %d", SEED).isBetween(0.98, 1.1);
    }

    @Test
    void oneValueFarOffAmongFewIsKept() {
        Histogram histogram = new Histogram(0, 1.5);
        histogram.add(uniform(0, 1));
        histogram.add(new float[] {1.5f});

        assertThat(greatest(histogram.leastError())).as("seed %d", SEED).isCloseTo(1.5, within(0.01));
    }

    /** Padding and rectifiers rely on it. */
    @Test
    void zeroIsExact() {
        Histogram histogram = new Histogram(-0.7, 2.1);
        histogram.add(uniform(-0.7, 2.1));

        Range range = histogram.leastError();

        assertThat(range.zeroPoint()).isBetween(1, 254);
    }

    @Test
    void aTensorThatIsNeverNegativeUsesAllBytesForTheRest() {
        Histogram histogram = new Histogram(0, 5);
        histogram.add(uniform(0, 5));

        assertThat(histogram.leastError().zeroPoint()).isZero();
    }

    private static float[] uniform(double low, double high) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = (float) (low + random.nextDouble() * (high - low));
        }
        return values;
    }

    private static double least(Range range) {
        return -range.zeroPoint() * (double) range.scale();
    }

    private static double greatest(Range range) {
        return (255 - range.zeroPoint()) * (double) range.scale();
    }
}
