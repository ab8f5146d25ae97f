package io.microexp.training.cli;

import io.microexp.FacialEmotionClassifier;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.eval.Accuracy;
import io.microexp.training.eval.Corruption;
import io.microexp.training.eval.CorruptionReport;
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
import java.util.List;
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

    @Option(
            names = "--corruptions",
            paramLabel = "FILE",
            description = "Also score the faces under noise, blur, compression and other corruptions, see Corruption, "
                    + "print the table and write it to this file as JSON.")
    private Path corruptions;

    @Option(
            names = "--corruption-seed",
            defaultValue = "1",
            description = "Decides the noise and the directions of --corruptions.")
    private long corruptionSeed;

    @Override
    public Integer call() throws IOException {
        NamedModel model = modelOption.read();
        OnnxGraphStats stats = OnnxGraphStats.of(model.model());
        FaceDataset split = dataOptions.read(model.model().metadata().preprocessing());
        Optional<int[]> unseen = dataOptions.unseen(split);
        Predictions predictions;
        Optional<CorruptionReport> corrupted;
        try (FacialEmotionClassifier classifier = backend.open(model)) {
            predictions = predict(classifier, split);
            corrupted = corruptions == null
                    ? Optional.empty()
                    : Optional.of(corrupt(classifier, model, split, predictions.evaluate()));
        }
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
        if (corrupted.isPresent()) {
            AtomicFiles.writeString(corruptions, corrupted.get().toJson());
            command.commandLine().getOut().print("\n" + corrupted.get().toText());
            command.commandLine().getOut().flush();
        }
        return 0;
    }

    private CorruptionReport corrupt(
            FacialEmotionClassifier classifier, NamedModel model, FaceDataset split, Evaluation clean) {
        long faces = (long) Corruption.values().length * split.size();
        try (ProgressBar bar = Progress.bar("corruptions", faces, "faces")) {
            List<CorruptionReport.Row> rows = CorruptionReport.score(
                    classifier,
                    split,
                    corruptionSeed,
                    (corruption, done) -> bar.stepTo((long) corruption.ordinal() * split.size() + done));
            return new CorruptionReport(
                    model.identity(),
                    backend.name(),
                    dataOptions.usage(),
                    dataOptions.protocol(),
                    corruptionSeed,
                    clean,
                    rows);
        }
    }

    private static Predictions predict(FacialEmotionClassifier classifier, FaceDataset split) {
        try (ProgressBar bar = Progress.bar("evaluate", split.size(), "faces")) {
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
