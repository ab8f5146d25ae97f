package io.microexp.training.ablation;

import io.microexp.training.eval.Interval;
import io.microexp.training.eval.PairedBootstrap;
import io.microexp.training.io.Json;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.run.RunIdentity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The table of an ablation and what distillation changes in it.
 */
public final class AblationReport {
    private static final String HEAD = """
        # Ablation: the paper's Table 2

        %s at strides %s, each run %d epochs of batch %d, without early stopping. %s chose the epoch of each run and
        is what is scored: the figures compare runs, and flatter all of them a little. The last column is what the paper
        publishes of FER2013, with its own budget and teacher; it adds distillation and mixup together.

        | network | seed | accuracy | 95 %% interval | epoch | the paper |
        |---|---|---|---|---|---|
        """;

    private final RunIdentity recipe;
    private final String split;
    private final List<CellResult> results;
    private final PairedBootstrap distillation;

    /**
     * Creates a report.
     *
     * @param split the name of the split that chose the epochs and is scored here
     * @param results of all runs of {@link Cell#table}
     * @param seed of the bootstrap
     * @throws IllegalArgumentException if a side of the comparison has no run or the runs were scored on different
     *     faces
     */
    public AblationReport(RunIdentity recipe, String split, List<CellResult> results, long seed) {
        this.recipe = recipe;
        this.split = split;
        this.results = results.stream()
                .sorted(Comparator.comparing(
                                (CellResult result) -> result.cell().step())
                        .thenComparing(result -> result.cell().seed()))
                .toList();
        this.distillation = PairedBootstrap.of(right(Step.ATTENTION), right(Step.DISTILLATION), seed);
    }

    private List<CellResult> of(Step step) {
        return results.stream().filter(result -> result.cell().step() == step).toList();
    }

    private List<boolean[]> right(Step step) {
        return of(step).stream().map(CellResult::right).toList();
    }

    /** Returns the accuracy with distillation minus that without. */
    public PairedBootstrap distillation() {
        return distillation;
    }

    /** Returns the report as Markdown. */
    public String toMarkdown() {
        TrainingConfig config = recipe.config();
        StringBuilder text = new StringBuilder(HEAD.formatted(
                recipe.network().architecture(),
                recipe.network().strides(),
                config.schedule().epochs(),
                config.sampling().batchSize(),
                split));
        for (CellResult result : results) {
            text.append(row(result));
        }
        text.append('\n').append(comparison()).append('\n');
        return text.toString();
    }

    private static String row(CellResult result) {
        Interval interval = result.interval();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.2f %% | %.2f to %.2f %% | %d | %s |\n",
                result.cell().step().title(),
                result.cell().seed(),
                100 * result.accuracy(),
                100 * interval.low(),
                100 * interval.high(),
                result.bestEpoch(),
                result.cell().step().paper());
    }

    private String comparison() {
        return String.format(
                Locale.ROOT,
                "Distillation (α %s, T %s) over %d seed(s) a side: %.2f %% without, %.2f %% with, a difference of"
                        + " %+.2f points, 95 %% interval %+.2f to %+.2f (paired bootstrap over %d faces, %d draws, seed"
                        + " %d). %s",
                recipe.config().objective().alpha(),
                recipe.config().objective().temperature(),
                of(Step.DISTILLATION).size(),
                100 * mean(Step.ATTENTION),
                100 * mean(Step.DISTILLATION),
                100 * distillation.difference(),
                100 * distillation.low(),
                100 * distillation.high(),
                results.get(0).truth().size(),
                distillation.resamples(),
                distillation.seed(),
                distillation.containsZero()
                        ? "The interval contains 0: these runs do not show that distillation changes accuracy."
                        : "The interval does not contain 0.");
    }

    private double mean(Step step) {
        return of(step).stream().mapToDouble(CellResult::accuracy).average().orElseThrow();
    }

    /** Returns the report as JSON; accuracies are shares. */
    public String toJson() {
        List<Row> rows = new ArrayList<>();
        for (CellResult result : results) {
            rows.add(new Row(
                    result.cell().step(),
                    result.cell().seed(),
                    result.bestEpoch(),
                    result.correct(),
                    result.accuracy(),
                    result.interval()));
        }
        Content content = new Content(
                split, results.get(0).truth().size(), recipe, rows, distillation, distillation.containsZero());
        return Json.PRETTY.toJson(content) + "\n";
    }

    private record Row(Step step, long seed, int bestEpoch, int correct, double accuracy, Interval interval95) {}

    private record Content(
            String split,
            int faces,
            RunIdentity recipe,
            List<Row> runs,
            PairedBootstrap distillation,
            boolean intervalContainsZero) {}
}
