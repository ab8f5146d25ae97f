package io.microexp.training.cli;

import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.training.cli.console.WrittenModel;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.onnx.OnnxFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code preprocessing}: copies a model that corrects faces otherwise before the network sees them. */
@Command(
        name = "preprocessing",
        description = "Copies a model with another correction of dark, flat, noisy or blurred faces. Its graph and"
                + " weights stay as they are, bit for bit.")
final class PreprocessingCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--stretch-below",
            paramLabel = "LEVELS",
            description = "The gray levels of a face are stretched where its 1st and 99th percentile lie less than this"
                    + " apart, of 255. 0 never stretches. Default: as before.")
    private Integer below;

    @Option(
            names = "--restore",
            negatable = true,
            description = "Whether noisy and blurred faces are restored. Default: as before.")
    private Boolean restore;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (below == null && restore == null) {
            throw new IllegalArgumentException(
                    "Expected --stretch-below or --[no-]restore, found neither. Name what to change");
        }
        EmotionModel original = model.read().model();
        Preprocessing preprocessing = original.metadata().preprocessing();
        if (below != null) {
            preprocessing = preprocessing.withStretchBelow(below);
        }
        if (restore != null) {
            preprocessing = preprocessing.withRestore(restore);
        }
        EmotionModel copy = OnnxFile.withPreprocessing(original, preprocessing);
        AtomicFiles.write(out, path -> Files.write(path, copy.toBytes()));
        PrintWriter result = spec.commandLine().getOut();
        result.println(WrittenModel.line(out, copy));
        result.flush();
        return 0;
    }
}
