package io.microexp.training.cli;

import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.data.FerPlus;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.quantize.Quantizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quantize}: turns a float model into one that computes with bytes. Thread safety: none. */
@Command(name = "quantize", description = "Writes a model whose layers compute with bytes: a quarter of the size.")
final class QuantizeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption modelOption;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "fer2013.csv or fer2013.csv.gz: the faces to find the ranges of activations on.")
    private Path data;

    @Option(
            names = "--usage",
            defaultValue = Fer2013.TRAINING,
            paramLabel = "SPLIT",
            description = "The split they are taken from: the one that was learnt from, never one that scores.")
    private String usage;

    @Option(
            names = "--votes",
            paramLabel = "FILE",
            description = "FER+'s fer2013new.csv, for a model of its eight classes.")
    private Optional<Path> votes;

    @Option(
            names = "--faces",
            defaultValue = "" + Quantizer.FACES,
            paramLabel = "COUNT",
            description = "How many faces, at equal distances in the split.")
    private int count;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        EmotionModel model = modelOption.read().model();
        FaceDataset faces = some(split());
        byte[] bytes = quantize(model, faces);
        EmotionModel quantised = EmotionModel.of(String.valueOf(out.getFileName()), bytes);
        AtomicFiles.write(out, path -> Files.write(path, bytes));
        PrintWriter result = spec.commandLine().getOut();
        result.printf(
                "%s: %d bytes, sha256 %s, from %d bytes%n",
                out, quantised.sizeInBytes(), quantised.sha256(), model.sizeInBytes());
        result.flush();
        return 0;
    }

    private FaceDataset split() {
        return votes.map(file -> FerPlus.readHard(data, file, usage, FerPlusProtocol.PLURALITY))
                .orElseGet(() -> Fer2013.read(data, usage));
    }

    private FaceDataset some(FaceDataset split) {
        if (count < 1 || count > split.size()) {
            throw new IllegalArgumentException("Expected --faces of 1.." + split.size() + ", the size of split "
                    + split.name() + " of " + data.getFileName() + ", found " + count);
        }
        return split.select(IntStream.range(0, count)
                .map(i -> (int) ((long) i * split.size() / count))
                .toArray());
    }

    private byte[] quantize(EmotionModel model, FaceDataset faces) {
        try (ProgressBar bar = Progress.bar("quantize", Quantizer.runs(faces), "faces")) {
            return Quantizer.quantize(model, faces, CommandText.of(spec), bar::stepTo);
        }
    }
}
