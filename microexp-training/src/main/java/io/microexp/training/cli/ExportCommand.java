package io.microexp.training.cli;

import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.data.FerPlus;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.export.WeightFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Turns a run's best epoch into a model file. Thread safety: none. */
@Command(name = "export", description = "Writes the best epoch of a run as an ONNX model, calibrated if data is given.")
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--run", required = true, paramLabel = "FOLDER", description = "The folder that train wrote.")
    private Path run;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Option(
            names = "--calibrate",
            paramLabel = "FILE",
            description = "fer2013.csv[.gz]: fits the temperature on its split --usage. Without it T is 1.")
    private Optional<Path> calibrate;

    @Option(
            names = "--usage",
            defaultValue = Fer2013.PUBLIC_TEST,
            paramLabel = "SPLIT",
            description = "The split the temperature is fitted on; never one that was learnt from.")
    private String usage;

    @Option(
            names = "--votes",
            paramLabel = "FILE",
            description = "FER+'s fer2013new.csv, for a model of its eight classes.")
    private Optional<Path> votes;

    @Option(
            names = "--weights",
            defaultValue = "FLOAT16",
            paramLabel = "FORMAT",
            description = "How the file stores weights: ${COMPLETION-CANDIDATES}. Either computes in float32.")
    private WeightFormat weights;

    @Override
    public Integer call() throws IOException {
        OnnxExporter.Builder exporter =
                OnnxExporter.run(run).weights(weights).provenance("export", CommandText.of(spec));
        calibrate.map(this::split).ifPresent(exporter::calibrateOn);
        EmotionModel model = exporter.write(out);
        PrintWriter result = spec.commandLine().getOut();
        result.printf(
                Locale.ROOT,
                "%s: %d bytes, sha256 %s, temperature %.3f%n",
                out,
                model.sizeInBytes(),
                model.sha256(),
                model.metadata().temperature());
        result.flush();
        return 0;
    }

    private FaceDataset split(Path csv) {
        return votes.map(file -> FerPlus.readHard(csv, file, usage, FerPlusProtocol.PLURALITY))
                .orElseGet(() -> Fer2013.read(csv, usage));
    }
}
