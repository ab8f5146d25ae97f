package io.microexp.training.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.training.eval.PairedGain;
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

    /** The third epoch is the most accurate one, but gains least over the start. */
    @Test
    void aStartIsReplacedByAnEpochThatIsClearlyBetterAlone() {
        List<EpochMetrics> log = new ArrayList<>(log(new double[] {0.5}, new double[] {2}));
        log.set(0, new EpochMetrics(0, 0f, 0, 0, 2, 0.5, 0, 0));
        add(log, 0.53, 1.9, new PairedGain(6, 3));
        assertThat(BestBy.ACCURACY.best(log).epoch()).isZero();
        assertThat(BestBy.LOSS.best(log).epoch()).isZero();
        assertThat(BestBy.LAST.best(log).epoch()).isEqualTo(1);

        add(log, 0.54, 1.8, new PairedGain(4, 0));
        add(log, 0.55, 1.7, new PairedGain(15, 10));
        add(log, 0.54, 1.6, new PairedGain(4, 0));
        assertThat(BestBy.ACCURACY.best(log).epoch()).isEqualTo(2);
        assertThat(BestBy.LOSS.best(log).epoch()).isEqualTo(4);
    }

    private static void add(List<EpochMetrics> log, double accuracy, double loss, PairedGain overStart) {
        log.add(new EpochMetrics(log.size(), 0f, 0, 0, loss, accuracy, 0, 0, Double.NaN, Double.NaN, overStart));
    }

    private static List<EpochMetrics> log(double[] accuracies, double[] losses) {
        List<EpochMetrics> log = new ArrayList<>();
        for (int i = 0; i < accuracies.length; i++) {
            log.add(new EpochMetrics(i + 1, 0f, 0, 0, losses[i], accuracies[i], 0, 0));
        }
        return log;
    }
}
