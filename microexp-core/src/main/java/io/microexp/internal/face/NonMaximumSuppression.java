package io.microexp.internal.face;

import java.util.ArrayList;
import java.util.List;

/** Keeps the surest of boxes that overlap. */
public final class NonMaximumSuppression {
    private NonMaximumSuppression() {}

    /**
     * Returns the candidates that overlap with none that is kept and surer, surest first.
     *
     * @param maxOverlap largest share of the union that two kept boxes have in common
     */
    public static List<Candidate> of(List<Candidate> candidates, double maxOverlap) {
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Candidate.SUREST_FIRST);
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : sorted) {
            if (kept.stream().noneMatch(surer -> surer.overlap(candidate) > maxOverlap)) {
                kept.add(candidate);
            }
        }
        return kept;
    }
}
