package io.microexp.training.cli;

import io.microexp.model.EmotionModel;
import io.microexp.training.cli.console.CommandText;
import io.microexp.training.cli.console.Progress;
import io.microexp.training.cli.console.WrittenModel;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.ScoredFaces;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.quantize.Quantizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quantize}: turns a float model into an int8 model. */
@Command(
        name = "quantize",
        description = "Writes an int8 model: its layers compute with bytes, in a quarter of the size.")
final class QuantizeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private ScoredFaces faces;

    @Option(
            names = "--faces",
            paramLabel = "COUNT",
            description = "How many faces of the split the ranges of activations are found on, at equal distances. "
                    + "Default: " + Quantizer.FACES + ", or all if there are fewer.")
    private Optional<Integer> count;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        EmotionModel model = modelOption.read().model();
        FaceDataset all = faces.typical(model.metadata());
        FaceDataset split = all.spread(count.orElse(Math.min(Quantizer.FACES, all.size())));
        byte[] bytes = quantize(model, split);
        EmotionModel quantized = EmotionModel.of(String.valueOf(out.getFileName()), bytes);
        AtomicFiles.write(out, path -> Files.write(path, bytes));
        PrintWriter result = spec.commandLine().getOut();
        result.println(WrittenModel.line(out, quantized) + ", from " + model.sizeInBytes() + " bytes");
        result.flush();
        return 0;
    }

    private byte[] quantize(EmotionModel model, FaceDataset faces) {
        try (ProgressBar bar = Progress.bar("quantize", Quantizer.runs(faces), "faces")) {
            return Quantizer.quantize(model, faces, CommandText.of(spec), bar::stepTo);
        }
    }
}
