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
    /** Returns the figures that both files have, in the order of the newer file. */
    static List<Comparison> of(Results before, Results after) {
        return after.measurements().stream()
                .map(measured -> before.find(measured.id()).map(old -> new Comparison(old, measured)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns by what factor the older figure was better. Above 1, the newer one is worse. */
    double slowdown() {
        if (before.value() == after.value()) {
            return 1;
        }
        return before.lowerIsBetter() ? after.value() / before.value() : before.value() / after.value();
    }

    /** Returns whether the ranges of the runs overlap, so that chance may explain the difference. */
    boolean overlaps() {
        return before.low() <= after.high() && after.low() <= before.high();
    }

    /** Returns whether the newer figure is worse by more than the threshold and by more than the spread of the runs. */
    boolean isRegression(double threshold) {
        return !overlaps() && slowdown() > 1 + threshold;
    }

    /** Returns whether the newer figure is better by more than the threshold and by more than the spread of the runs. */
    boolean isImprovement(double threshold) {
        return !overlaps() && slowdown() < 1 / (1 + threshold);
    }
}
