package io.microexp.training.cli;

import io.microexp.model.EmotionModel;
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

/** {@code stretch}: copies a model with another threshold of its gray-level stretch. */
@Command(
        name = "stretch",
        description = "Copies a model with another threshold below which the gray levels of dark or flat faces are"
                + " stretched. Its graph and weights stay as they are, bit for bit.")
final class StretchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--below",
            required = true,
            paramLabel = "LEVELS",
            description = "The gray levels of a face are stretched where its 1st and 99th percentile lie less than this"
                    + " apart, of 255. 0 never stretches.")
    private int below;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        EmotionModel copy = OnnxFile.withStretchBelow(model.read().model(), below);
        AtomicFiles.write(out, path -> Files.write(path, copy.toBytes()));
        PrintWriter result = spec.commandLine().getOut();
        result.println(WrittenModel.line(out, copy));
        result.flush();
        return 0;
    }
}
