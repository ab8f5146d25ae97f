package io.microexp.training.cli;

import io.microexp.FacialEmotionClassifier;
import io.microexp.training.cli.console.Progress;
import io.microexp.training.cli.option.BackendOption;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.NamedModel;
import io.microexp.training.cli.option.ScoredFaces;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.data.Splits;
import io.microexp.training.eval.Accuracy;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.EvaluationReport;
import io.microexp.training.eval.Evaluator;
import io.microexp.training.eval.Predictions;
import io.microexp.training.eval.robustness.Corruption;
import io.microexp.training.eval.robustness.CorruptionReport;
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

/** {@code evaluate}: scores a model on a labeled split. */
@Command(name = "evaluate", description = "Scores a model on a labeled split, as text, JSON and HTML.")
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private ScoredFaces faces;

    @Option(
            names = "--train-data",
            paramLabel = "FILE",
            description =
                    "The fer2013.csv that the model was trained on. Also scores the faces that do not occur, byte for "
                            + "byte, in its Training split.")
    private Optional<Path> trainData;

    @Mixin
    private BackendOption backend;

    @Option(
            names = "--mirrored",
            description = "Scores the mean over each face and its mirror image, in twice the time.")
    private boolean mirrored;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to this file, as JSON.")
    private Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Writes the page of the command report to this file, without mistakes and curves.")
    private Path html;

    @Option(
            names = "--corruptions",
            paramLabel = "FILE",
            description =
                    "Also scores the faces under noise, blur, compression and other corruptions, prints the table, and "
                            + "writes it to this file, as JSON.")
    private Path corruptions;

    @Option(
            names = "--corruption-seed",
            defaultValue = "1",
            description = "Seed of the noise and the directions of --corruptions.")
    private long corruptionSeed;

    @Override
    public Integer call() throws IOException {
        NamedModel model = modelOption.read();
        OnnxGraphStats stats = OnnxGraphStats.of(model.model());
        FaceDataset split = faces.read(model.model().metadata());
        Optional<int[]> unseen = trainData.map(csv -> unseen(split, csv));
        Predictions predictions;
        Optional<CorruptionReport> corrupted;
        try (FacialEmotionClassifier classifier = backend.open(model, mirrored)) {
            predictions = predict(classifier, split);
            corrupted = corruptions == null
                    ? Optional.empty()
                    : Optional.of(corrupt(classifier, model, split, predictions.evaluate()));
        }
        Optional<Accuracy> unseenScores = unseen.map(faces -> Accuracy.of(predictions.evaluate(faces)));
        write(new EvaluationReport(
                model.identity(),
                backendName(),
                split.name(),
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
                    model.identity(), backendName(), split.name(), this.faces.protocol(), corruptionSeed, clean, rows);
        }
    }

    private String backendName() {
        return mirrored ? backend.name() + ", mirrored" : backend.name();
    }

    private static Predictions predict(FacialEmotionClassifier classifier, FaceDataset split) {
        try (ProgressBar bar = Progress.bar("evaluate", split.size(), "faces")) {
            return Evaluator.predict(classifier, split, bar::stepTo);
        }
    }

    private static int[] unseen(FaceDataset split, Path trainData) {
        int[] unseen = Splits.unseen(split, Fer2013.read(trainData, Fer2013.TRAINING));
        if (unseen.length == 0) {
            throw new IllegalArgumentException("Expected faces that are not in the " + Fer2013.TRAINING + " split of "
                    + trainData + ", found all " + split.size() + " faces of " + split.name()
                    + " in it. Leave out --train-data");
        }
        return unseen;
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
