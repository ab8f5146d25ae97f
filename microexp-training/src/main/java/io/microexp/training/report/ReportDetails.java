package io.microexp.training.report;

import io.microexp.training.eval.Mistake;
import java.util.List;
import java.util.Optional;

/**
 * What a page may show beside an evaluation's figures.
 *
 * @param trainingCurves an SVG document as of {@link Charts#trainingCurves(List)}
 * @param mistakes faces to show, worst first; a page with any holds images of the data set and must not be published
 *     with them
 */
public record ReportDetails(Optional<byte[]> trainingCurves, List<Mistake> mistakes) {
    /** The figures alone. */
    public static final ReportDetails NONE = new ReportDetails(Optional.empty(), List.of());

    /** Copies the list. */
    public ReportDetails {
        mistakes = List.copyOf(mistakes);
    }
}
