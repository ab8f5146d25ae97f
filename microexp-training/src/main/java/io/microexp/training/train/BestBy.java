package io.microexp.training.train;

import java.util.Comparator;
import java.util.List;

/** What makes one epoch of a run better than another on the validation split. */
public enum BestBy {
    /** The highest accuracy: for a network that answers. */
    ACCURACY(Comparator.comparingDouble(EpochMetrics::validAccuracy)),
    /** The lowest cross-entropy: for a network that teaches, whose student hears probabilities. */
    LOSS(Comparator.comparingDouble(EpochMetrics::validLoss).reversed()),
    /** The last: the validation split chooses nothing. */
    LAST(Comparator.comparingInt(EpochMetrics::epoch));

    private final Comparator<EpochMetrics> order;

    BestBy(Comparator<EpochMetrics> order) {
        this.order = order;
    }

    /** The best epoch; of equal ones the first. */
    public EpochMetrics best(List<EpochMetrics> log) {
        return log.stream()
                .max(order.thenComparing(EpochMetrics::epoch, Comparator.reverseOrder()))
                .orElseThrow();
    }
}
