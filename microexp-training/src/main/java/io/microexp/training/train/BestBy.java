package io.microexp.training.train;

import java.util.Comparator;
import java.util.List;

/**
 * Which epoch of a run is kept. In a run that scored its start as epoch 0, {@link #ACCURACY} and {@link #LOSS} choose
 * among the epochs that are clearly better than the start ({@link
 * io.microexp.training.eval.PairedGain#isClear()}), and keep the start if there is none.
 */
public enum BestBy {
    /** The highest accuracy on the validation split: for a network whose first class matters. */
    ACCURACY(Comparator.comparingDouble(EpochMetrics::validAccuracy)),
    /** The lowest cross-entropy on the validation split: for a teacher, whose student is trained on its probabilities. */
    LOSS(Comparator.comparingDouble(EpochMetrics::validLoss).reversed()),
    /** The last: the validation split chooses nothing. */
    LAST(Comparator.comparingInt(EpochMetrics::epoch));

    private final Comparator<EpochMetrics> order;

    BestBy(Comparator<EpochMetrics> order) {
        this.order = order;
    }

    /** Returns the best epoch; ties go to the first. */
    public EpochMetrics best(List<EpochMetrics> log) {
        boolean keepsStart = this != LAST && log.get(0).epoch() == 0;
        return log.stream()
                .filter(epoch -> !keepsStart || epoch.overStart().isClear())
                .max(order.thenComparing(EpochMetrics::epoch, Comparator.reverseOrder()))
                .orElseGet(() -> log.get(0));
    }
}
