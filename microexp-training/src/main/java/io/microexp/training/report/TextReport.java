package io.microexp.training.report;

import io.microexp.training.eval.Accuracy;
import io.microexp.training.eval.ClassScores;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.EvaluationReport;
import io.microexp.training.eval.Interval;
import java.util.List;
import java.util.Locale;

/** An evaluation as aligned lines for a terminal. */
public final class TextReport {
    private final EvaluationReport report;
    private final Evaluation evaluation;
    private final StringBuilder out = new StringBuilder();

    private TextReport(EvaluationReport report) {
        this.report = report;
        this.evaluation = report.evaluation();
    }

    /** Returns the lines. */
    public static String render(EvaluationReport report) {
        return new TextReport(report).render();
    }

    private String render() {
        line("%s on %s with backend %s", report.model(), report.usage(), report.backend());
        summary();
        out.append('\n');
        classes();
        out.append('\n');
        confusion();
        return out.toString();
    }

    private void summary() {
        line("  accuracy       %s", accuracy(Accuracy.of(evaluation)));
        report.unseen().ifPresent(unseen -> line("  ... unseen     %s", accuracy(unseen)));
        line("  macro-F1       %.4f", evaluation.macroF1());
        line("  ECE            %.4f (%d bins)", evaluation.expectedCalibrationError(), Evaluation.BINS);
        report.crossValidatedError().ifPresent(error -> line("  ... crossval.  %.4f", error));
        line("  NLL, Brier     %.4f, %.4f", evaluation.negativeLogLikelihood(), evaluation.brierScore());
        line("  parameters     %,d", report.parameters());
        line("  multiply-adds  %,d", report.macs());
    }

    private static String accuracy(Accuracy accuracy) {
        Interval interval = accuracy.interval();
        return String.format(
                Locale.ROOT,
                "%.2f %% (95 %% interval %.2f to %.2f), %,d of %,d faces",
                100 * accuracy.share(),
                100 * interval.low(),
                100 * interval.high(),
                accuracy.correct(),
                accuracy.count());
    }

    private void classes() {
        line("  %-10s %9s %9s %9s %7s", "class", "precision", "recall", "F1", "faces");
        for (ClassScores c : evaluation.classes()) {
            line("  %-10s %9.4f %9.4f %9.4f %,7d", c.label().label(), c.precision(), c.recall(), c.f1(), c.support());
        }
    }

    private void confusion() {
        List<String> labels =
                evaluation.labels().stream().map(label -> label.label()).toList();
        StringBuilder head = new StringBuilder(String.format("  %-10s", "truth"));
        labels.forEach(label -> head.append(String.format(" %9s", label)));
        line("%s  (columns: predicted)", head);
        int[][] matrix = evaluation.confusionMatrix();
        for (int row = 0; row < matrix.length; row++) {
            out.append(String.format("  %-10s", labels.get(row)));
            for (int cell : matrix[row]) {
                out.append(String.format(Locale.ROOT, " %,9d", cell));
            }
            out.append('\n');
        }
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
