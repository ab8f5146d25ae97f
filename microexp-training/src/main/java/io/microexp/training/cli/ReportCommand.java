package io.microexp.training.cli;

import io.microexp.FacialEmotionClassifier;
import io.microexp.training.cli.console.Progress;
import io.microexp.training.cli.option.BackendOption;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.NamedModel;
import io.microexp.training.cli.option.ScoredFaces;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.eval.EvaluationReport;
import io.microexp.training.eval.Evaluator;
import io.microexp.training.eval.Mistake;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.report.Charts;
import io.microexp.training.report.HtmlReport;
import io.microexp.training.report.ReportDetails;
import io.microexp.training.train.run.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code report}: makes a page of an evaluation. */
@Command(
        name = "report",
        description = "Makes one self-contained page of an evaluation: figures, classes, confusion matrix, calibration,"
                + " size against accuracy; with --metrics the training's curves, with --model and --data the worst"
                + " mistakes.")
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--json",
            required = true,
            paramLabel = "FILE",
            description = "The evaluation, a file that evaluate --json wrote.")
    private Path json;

    @Option(names = "--html", required = true, paramLabel = "FILE", description = "The page to write, one HTML file.")
    private Path html;

    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description = "The metrics.csv of the run that made the model, to show its curves.")
    private Optional<Path> metrics;

    @Option(
            names = ModelOption.NAME,
            paramLabel = ModelOption.LABEL,
            description = "The model that was evaluated, to show its mistakes on --data. " + ModelOption.DESCRIPTION)
    private Optional<String> model;

    @Mixin
    private ScoredFaces faces;

    @Option(
            names = "--worst",
            defaultValue = "24",
            paramLabel = "COUNT",
            description =
                    "How many of the most confident mistakes are shown. Their images are in the page, which must not "
                            + "be published where the data set must not.")
    private int worst;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        if (model.isPresent() != faces.given()) {
            throw new ParameterException(
                    command.commandLine(), "--model and --data (or --synthetic) go together: give both or neither");
        }
        EvaluationReport report = EvaluationReport.fromJson(Files.readString(json));
        Optional<byte[]> curves = metrics.map(RunLog::read).map(Charts::trainingCurves);
        List<Mistake> mistakes = model.isPresent() ? mistakes(report) : List.of();
        AtomicFiles.writeString(html, HtmlReport.render(report, new ReportDetails(curves, mistakes)));
        return 0;
    }

    private List<Mistake> mistakes(EvaluationReport report) {
        NamedModel named = ModelOption.read(model.orElseThrow());
        FaceDataset split = faces.read(named.model().metadata(), report.usage());
        if (!named.identity().equals(report.model())
                || split.size() != report.evaluation().count()) {
            throw new IllegalArgumentException("Expected the model and faces of the evaluation, " + report.model()
                    + " on " + report.evaluation().count() + " faces of " + report.usage() + ", found "
                    + named.identity() + " and " + split.size() + " faces. Give those, or run evaluate --json again");
        }
        try (FacialEmotionClassifier classifier = backend.open(named);
                ProgressBar bar = Progress.bar("report", split.size(), "faces")) {
            return Evaluator.predict(classifier, split, bar::stepTo).worst(split, worst);
        }
    }
}
