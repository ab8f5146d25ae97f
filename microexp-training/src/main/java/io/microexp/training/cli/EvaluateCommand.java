package io.microexp.training.cli;

import io.microexp.FacialEmotionClassifier;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.eval.Accuracy;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.EvaluationReport;
import io.microexp.training.eval.Evaluator;
import io.microexp.training.eval.Predictions;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.onnx.OnnxGraphStats;
import io.microexp.training.report.HtmlReport;
import io.microexp.training.report.ReportDetails;
import io.microexp.training.report.TextReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: scores a model on a labelled split. Thread safety: none. */
@Command(name = "evaluate", description = "Scores a model on a labelled split, as text, JSON and HTML.")
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private DataOptions dataOptions;

    @Mixin
    private BackendOption backend;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
    private Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the page that report makes, of the figures alone.")
    private Path html;

    @Override
    public Integer call() throws IOException {
        NamedModel model = modelOption.read();
        OnnxGraphStats stats = OnnxGraphStats.of(model.model());
        FaceDataset split = dataOptions.read(model.model().metadata().preprocessing());
        Optional<int[]> unseen = dataOptions.unseen(split);
        Predictions predictions = predict(model, split);
        Optional<Accuracy> unseenScores = unseen.map(faces -> Accuracy.of(predictions.evaluate(faces)));
        write(new EvaluationReport(
                model.identity(),
                backend.name(),
                dataOptions.usage(),
                model.parameters(stats),
                stats.multiplyAdds(),
                predictions.evaluate(),
                predictions.crossValidated().map(Evaluation::expectedCalibrationError),
                unseenScores));
        return 0;
    }

    private Predictions predict(NamedModel model, FaceDataset split) {
        try (FacialEmotionClassifier classifier = backend.open(model);
                ProgressBar bar = Progress.bar("evaluate", split.size(), "faces")) {
            return Evaluator.predict(classifier, split, bar::stepTo);
        }
    }

    private void write(EvaluationReport report) throws IOException {
        if (json != null) {
            AtomicFiles.writeString(json, report.toJson());
        }
        if (html != null) {
            AtomicFiles.writeString(html, HtmlReport.render(report, ReportDetails.NONE));
        }
        command.commandLine().getOut().print(TextReport.render(report));
        command.commandLine().getOut().flush();
    }
}
