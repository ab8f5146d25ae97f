package io.microexp.training.cli;

import io.microexp.FacialEmotionClassifier;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.eval.EvaluationReport;
import io.microexp.training.eval.Evaluator;
import io.microexp.training.eval.Mistake;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.report.Charts;
import io.microexp.training.report.HtmlReport;
import io.microexp.training.report.ReportDetails;
import io.microexp.training.train.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: makes a page of an evaluation. Thread safety: none. */
@Command(
        name = "report",
        description = "Makes one self-contained page of an evaluation: figures, classes, confusion matrix, calibration,"
                + " size against accuracy; with --metrics the training's curves, with --model and --data the worst"
                + " mistakes.")
final class ReportCommand implements Callable<Integer> {
    @Option(
            names = "--json",
            required = true,
            paramLabel = "FILE",
            description = "The evaluation, written by evaluate --json.")
    private Path json;

    @Option(names = "--html", required = true, paramLabel = "FILE", description = "The page to write.")
    private Path html;

    @Option(names = "--metrics", paramLabel = "FILE", description = "metrics.csv of the run that made the model.")
    private Optional<Path> metrics;

    @ArgGroup(exclusive = false)
    private Faces faces;

    @Mixin
    private BackendOption backend;

    /** What shows the mistakes: the evaluation itself has no faces. */
    static final class Faces {
        @Option(
                names = ModelOption.NAME,
                required = true,
                paramLabel = ModelOption.LABEL,
                description = "The model that was evaluated. " + ModelOption.DESCRIPTION)
        private String model;

        @Option(
                names = "--data",
                required = true,
                paramLabel = "FILE|FOLDER",
                description = "The faces it was evaluated on, as for evaluate. Their images are in the page then, which"
                        + " must not be published where the data set must not.")
        private Path data;

        @Option(names = "--votes", paramLabel = "FILE", description = "FER+'s fer2013new.csv, if evaluate had it.")
        private Path votes;

        @Option(
                names = "--protocol",
                defaultValue = "PLURALITY",
                paramLabel = "NAME",
                description = "Which faces of --votes count: ${COMPLETION-CANDIDATES}.")
        private FerPlusProtocol protocol;

        @Option(
                names = "--worst",
                defaultValue = "24",
                paramLabel = "N",
                description = "How many of the most confident wrong answers are shown.")
        private int worst;
    }

    @Override
    public Integer call() throws IOException {
        EvaluationReport report = EvaluationReport.fromJson(Files.readString(json));
        Optional<byte[]> curves = metrics.map(RunLog::read).map(Charts::trainingCurves);
        List<Mistake> mistakes = faces == null ? List.of() : mistakes(report);
        AtomicFiles.writeString(html, HtmlReport.render(report, new ReportDetails(curves, mistakes)));
        return 0;
    }

    private List<Mistake> mistakes(EvaluationReport report) {
        NamedModel model = ModelOption.read(faces.model);
        FaceDataset split = DataOptions.read(
                faces.data,
                report.usage(),
                Optional.ofNullable(faces.votes),
                faces.protocol,
                model.model().metadata().preprocessing());
        if (!model.identity().equals(report.model())
                || split.size() != report.evaluation().count()) {
            throw new IllegalArgumentException("Expected the model and faces of the evaluation, " + report.model()
                    + " on " + report.evaluation().count() + " faces of " + report.usage() + ", found "
                    + model.identity() + " and " + split.size() + " faces. Give those, or run evaluate --json again");
        }
        try (FacialEmotionClassifier classifier = backend.open(model);
                ProgressBar bar = Progress.bar("report", split.size(), "faces")) {
            return Evaluator.predict(classifier, split, bar::stepTo).worst(split, faces.worst);
        }
    }
}
