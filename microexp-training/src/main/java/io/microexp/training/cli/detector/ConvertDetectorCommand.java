package io.microexp.training.cli.detector;

import io.microexp.training.detector.DetectorConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convert-detector}: writes a face detector of microexp-core. */
@Command(
        name = "convert-detector",
        description = "Writes a face detector in this library's ONNX form from published TensorFlow.js weights.")
public final class ConvertDetectorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--network",
            required = true,
            paramLabel = "NAME",
            description = "The network that the weights belong to: ${COMPLETION-CANDIDATES}.")
    private DetectorConverter.Source network;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "FILE",
            description = "The JSON file of the TensorFlow.js model. Its binary weights lie beside it.")
    private Path weights;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        DetectorConverter.convert(network, weights, out);
        spec.commandLine().getOut().printf(Locale.ROOT, "%s: %.2f MB%n", out, Files.size(out) / 1e6);
        return 0;
    }
}
