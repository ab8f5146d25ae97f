package io.microexp.bench.report;

import java.util.List;
import java.util.Optional;

/**
 * One figure in two files.
 *
 * @param before the figure in the older file
 * @param after the figure in the newer file
 */
record Comparison(Measured before, Measured after) {
    /** The figures that both files have, in the newer file's order. */
    static List<Comparison> of(Results before, Results after) {
        return after.measurements().stream()
                .map(measured -> before.find(measured.id()).map(old -> new Comparison(old, measured)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** How many times as good the older figure was: above 1 is worse now. */
    double slowdown() {
        if (before.value() == after.value()) {
            return 1;
        }
        return before.lowerIsBetter() ? after.value() / before.value() : before.value() / after.value();
    }

    /** Whether the runs of the two files overlap, so that chance may explain the difference. */
    boolean overlaps() {
        return before.low() <= after.high() && after.low() <= before.high();
    }

    /** Worse by more than a share of the older figure, and by more than the spread of the runs. */
    boolean isRegression(double threshold) {
        return !overlaps() && slowdown() > 1 + threshold;
    }

    /** Better by more than that. */
    boolean isImprovement(double threshold) {
        return !overlaps() && slowdown() < 1 / (1 + threshold);
    }
}
