package io.microexp.training.cli;

import io.microexp.model.EmotionModel;
import io.microexp.training.cli.console.CommandText;
import io.microexp.training.cli.console.WrittenModel;
import io.microexp.training.cli.option.ScoredFaces;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.export.WeightFormat;
import io.microexp.training.train.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code export}: writes the best epoch of a run as a model file. */
@Command(
        name = "export",
        description =
                "Writes the best epoch of a run as an ONNX model. With --data its temperature is fitted to the faces of"
                        + " the validation split, so that its probabilities are calibrated. A run that kept a"
                        + " calibrated start keeps its temperature.")
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--run",
            required = true,
            paramLabel = "FOLDER",
            description = "The run's folder, which train wrote.")
    private Path run;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Mixin
    private ScoredFaces calibration;

    @Option(
            names = "--weights",
            defaultValue = "FLOAT16",
            paramLabel = "FORMAT",
            description = "How the file stores weights: ${COMPLETION-CANDIDATES}. Both compute in float32.")
    private WeightFormat weights;

    @Override
    public Integer call() throws IOException {
        RunFolder trained = RunFolder.open(run);
        OnnxExporter.Builder exporter =
                OnnxExporter.run(run).weights(weights).provenance("export", CommandText.of(spec));
        if (calibration.given()) {
            exporter.calibrateOn(calibration.chosenOn(trained.network()));
        }
        EmotionModel model = exporter.write(out);
        PrintWriter result = spec.commandLine().getOut();
        result.println(WrittenModel.withTemperature(out, model));
        if (trained.keptTemperature().isPresent()) {
            result.println(
                    "kept the start's temperature, since no epoch replaced the start and one that is fitted on faces"
                            + " it may have been trained on would be too low");
        } else if (!calibration.given()) {
            result.println(WrittenModel.NOT_CALIBRATED);
        }
        result.flush();
        return 0;
    }
}
