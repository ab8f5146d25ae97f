package io.microexp.training.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestByTest {
    @Test
    void theBestEpochByAccuracyIsTheFirstOfTheHighest() {
        List<EpochMetrics> log = log(new double[] {0.3, 0.5, 0.4, 0.5}, new double[] {4, 3, 1, 2});
        assertThat(BestBy.ACCURACY.best(log).epoch()).isEqualTo(2);
    }

    @Test
    void theBestEpochByLossIsTheFirstOfTheLowest() {
        List<EpochMetrics> log = log(new double[] {0.3, 0.5, 0.4, 0.6}, new double[] {4, 3, 1, 1});
        assertThat(BestBy.LOSS.best(log).epoch()).isEqualTo(3);
    }

    private static List<EpochMetrics> log(double[] accuracies, double[] losses) {
        List<EpochMetrics> log = new ArrayList<>();
        for (int i = 0; i < accuracies.length; i++) {
            log.add(new EpochMetrics(i + 1, 0f, 0, 0, losses[i], accuracies[i], 0, 0));
        }
        return log;
    }
}
