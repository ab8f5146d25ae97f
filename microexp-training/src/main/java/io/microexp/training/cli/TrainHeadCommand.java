package io.microexp.training.cli;

import io.microexp.model.EmotionModel;
import io.microexp.training.cli.console.CommandText;
import io.microexp.training.cli.console.WrittenModel;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.NamedModel;
import io.microexp.training.cli.option.ScoredFaces;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.head.HeadTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train-head}: adapts a model to a few dozen faces per class. */
@Command(
        name = "train-head",
        description = {
            "Adapts a model to 20 to 200 faces per class by training its last layer alone, within a minute or a few.",
            "Prints the accuracy before, and after by cross-validation, and writes a calibrated model. If training does"
                    + " not clearly help, the model keeps its own layer and temperature."
        })
final class TrainHeadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private ScoredFaces faces;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        NamedModel start = modelOption.read();
        FaceDataset train = faces.toTrainOn(start.model().metadata());
        HeadTraining training = HeadTraining.of(start.model(), train);
        EmotionModel model =
                training.exporter().provenance("export", CommandText.of(spec)).write(out);
        PrintWriter result = spec.commandLine().getOut();
        result.println("before: " + figures(training.before()) + ", " + start.name() + " as it is");
        result.println("after:  " + figures(training.after()) + ", trained and cross-validated in five parts: "
                + training.gain().gained() + " faces gained, " + training.gain().lost() + " lost");
        if (!training.improves()) {
            result.println(
                    "kept the model's own layer, since the trained one is not clearly better (by one standard error)");
        }
        result.printf(
                Locale.ROOT,
                "%s, temperature %.3f%n",
                WrittenModel.line(out, model),
                model.metadata().temperature());
        result.flush();
        return 0;
    }

    private static String figures(Evaluation evaluation) {
        return String.format(
                Locale.ROOT,
                "%.2f %% of %d faces, calibration error %.3f",
                100 * evaluation.accuracy(),
                evaluation.count(),
                evaluation.expectedCalibrationError());
    }
}
