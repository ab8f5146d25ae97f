package io.microexp.training.cli;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.data.FerPlus;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.eval.TemperatureScaling;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.export.OnnxImporter;
import io.microexp.training.export.WeightFormat;
import io.microexp.training.network.NetworkCost;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.NetworkLogits;
import io.microexp.training.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
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
        RunFolder folder = RunFolder.read(run);
        NetworkSpec network = folder.network();
        EmotionModel model;
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = folder.bestNetwork(run, manager);
            float temperature = calibrate
                    .map(csv -> temperature(block, manager, network, split(csv)))
                    .orElse(1f);
            ModelMetadata metadata = new ModelMetadata(
                    network.labels(), network.preprocessing(), temperature, "{}", provenance(folder, block));
            model = OnnxExporter.export(block, metadata, weights, out);
        }
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

    private static float temperature(Block block, NDManager manager, NetworkSpec network, FaceDataset split) {
        if (!network.labels().equals(split.labels())) {
            throw new IllegalArgumentException("Expected a split of the network's labels " + network.labels()
                    + ", found " + split.labels() + ". Give --votes for a model of FER+'s classes, else leave it out");
        }
        int[] labels = IntStream.range(0, split.size()).map(split::label).toArray();
        return TemperatureScaling.fit(NetworkLogits.of(block, manager, network.preprocessing(), split), labels);
    }

    private String provenance(RunFolder folder, Block block) {
        NetworkSpec network = folder.network();
        JsonObject shape = new JsonObject();
        shape.addProperty("architecture", network.architecture().name());
        shape.addProperty("strides", network.strides().toString());
        shape.addProperty("attention", network.attention());
        if (network.architecture() == NetworkSpec.Architecture.MOBILENETV1) {
            shape.addProperty(OnnxImporter.ENLARGEMENT_KEY, network.enlargement());
        }
        JsonObject provenance = new JsonObject();
        provenance.add(OnnxImporter.NETWORK_KEY, shape);
        provenance.addProperty("weights", weights.name());
        provenance.addProperty("parameters", NetworkCost.of(block).parameters());
        provenance.addProperty("seed", folder.config().seed());
        provenance.add("training", new Gson().toJsonTree(folder.provenance()));
        provenance.addProperty("export", CommandText.of(spec));
        return provenance.toString();
    }
}
