package io.microexp.training.cli;

import io.microexp.model.EmotionModel;
import io.microexp.training.cli.console.CommandText;
import io.microexp.training.cli.console.WrittenModel;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.ScoredFaces;
import io.microexp.training.export.ModelAverage;
import io.microexp.training.export.ModelWeights;
import io.microexp.training.export.OnnxExporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code microexp-train average}. */
@Command(
        name = "average",
        description =
                "Writes the mean of the weights of models that were trained from one start, such as a robust model"
                        + " and its start: a compromise between them that is often better than either.")
final class AverageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = ModelOption.NAME,
            required = true,
            paramLabel = ModelOption.LABEL,
            description = "Twice or more. " + ModelOption.DESCRIPTION)
    private List<String> models;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Mixin
    private ScoredFaces calibration;

    @Override
    public Integer call() throws IOException {
        List<EmotionModel> read =
                models.stream().map(name -> ModelOption.read(name).model()).toList();
        OnnxExporter.Builder exporter = ModelAverage.of(read).provenance("export", CommandText.of(spec));
        if (calibration.given()) {
            exporter.calibrateOn(
                    calibration.chosenOn(ModelWeights.of(read.get(0)).network()));
        }
        EmotionModel model = exporter.write(out);
        PrintWriter result = spec.commandLine().getOut();
        result.println(WrittenModel.withTemperature(out, model));
        if (!calibration.given()) {
            result.println(WrittenModel.NOT_CALIBRATED);
        }
        result.flush();
        return 0;
    }
}
