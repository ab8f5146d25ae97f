package io.microexp.training.export;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import com.google.gson.JsonObject;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.eval.TemperatureScaling;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.io.Json;
import io.microexp.training.network.NetworkCost;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.PyTorchEngine;
import io.microexp.training.train.run.NetworkLogits;
import io.microexp.training.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Writes a trained network as one ONNX file that every backend opens. Batch-norm is folded into convolutions and the
 * temperature into the classifier. The graph includes the softmax and accepts any batch size. Input {@code input} (N,
 * 1, H, W) normalized float32, output {@code probabilities} (N, classes). The file's metadata holds classes,
 * preprocessing, temperature, and the description of the network that the backend {@code djl} needs.
 *
 * <pre>{@code
 * EmotionModel model = OnnxExporter.run(runFolder).calibrateOn(validation).write(Path.of("student.onnx"));
 * }</pre>
 */
public final class OnnxExporter {
    private OnnxExporter() {}

    /**
     * Starts the export of a network.
     *
     * @param spec the network's shape, classes and preprocessing
     * @param network the blocks of {@code spec}, initialized; not closed
     * @return a builder
     */
    public static Builder builder(NetworkSpec spec, Block network) {
        Objects.requireNonNull(network, "network");
        return builder(spec, manager -> network);
    }

    /**
     * Starts the export of a network that is built when it is exported.
     *
     * @param spec the network's shape, classes and preprocessing
     * @param network builds the blocks of {@code spec}, initialized; the manager owns their parameters
     * @return a builder
     */
    public static Builder builder(NetworkSpec spec, Function<NDManager, Block> network) {
        return new Builder(spec, network);
    }

    /**
     * Starts the export of a run's best epoch. The provenance names the run's data, command and seed. If the run kept a
     * calibrated start, the start's temperature is kept as well ({@link RunFolder#keptTemperature()}).
     *
     * @param folder the run's folder
     * @return a builder
     * @throws io.microexp.DataFormatException if the folder does not hold a run
     */
    public static Builder run(Path folder) {
        RunFolder run = RunFolder.open(folder);
        Builder builder = new Builder(run.network(), run::bestNetwork)
                .provenance("seed", run.config().seed())
                .provenance("training", run.origin());
        run.keptTemperature()
                .ifPresent(kept -> builder.keptTemperature(kept, run.identity().initialWeights()));
        return builder;
    }

    /** Collects the options of an export. Not thread-safe. */
    public static final class Builder {
        private static final String WEIGHTS = "weights";
        private static final String PARAMETERS = "parameters";
        private static final String CALIBRATION = "calibration";

        private final NetworkSpec spec;
        private final Function<NDManager, Block> network;
        private final JsonObject provenance = new JsonObject();
        private WeightFormat weights = WeightFormat.FLOAT16;
        private float temperature = 1;
        private FaceDataset calibration;
        private boolean keepsTemperature;

        private Builder(NetworkSpec spec, Function<NDManager, Block> network) {
            if (spec.twoHeads()) {
                throw new IllegalArgumentException("Expected a network with one head, found two. Cut one out with"
                        + " Weights.cut and export it with NetworkSpec.withHeads(labels, false)");
            }
            this.spec = spec;
            this.network = network;
            this.provenance.add(NetworkDescription.KEY, NetworkDescription.of(spec));
        }

        /**
         * Calibrates the probabilities: fits the temperature on faces that the network was not trained on. Without
         * calibration the temperature is 1, and the model says that it is not calibrated.
         *
         * <p>Nothing is fitted if a temperature was kept from the start. The start may have been trained on these
         * faces, and their temperature would be too low for others.
         *
         * @param split faces of the network's classes
         * @return this builder
         * @throws IllegalArgumentException if there is no face, or the classes or their order are not the network's
         * @see TemperatureScaling
         */
        public Builder calibrateOn(FaceDataset split) {
            if (split.size() == 0 || !split.labels().equals(spec.labels())) {
                throw new IllegalArgumentException("Expected calibration faces of the network's classes "
                        + spec.labels() + ", found " + split.size() + " faces of " + split.labels()
                        + ". Read the split with the classes that the network was trained on");
            }
            if (!keepsTemperature) {
                this.calibration = split;
            }
            return this;
        }

        /**
         * Keeps the temperature of a model whose weights are exported as they were.
         *
         * @param temperature divides the logits; positive
         * @param initialWeights the model by name and hash, for the provenance
         * @return this builder
         */
        public Builder keptTemperature(float temperature, String initialWeights) {
            keepsTemperature = true;
            return temperature(temperature).provenance(CALIBRATION, Map.of("keptFrom", initialWeights));
        }

        /**
         * Sets a known temperature.
         *
         * @param temperature divides the logits; positive
         * @return this builder
         */
        public Builder temperature(float temperature) {
            this.temperature = temperature;
            return this;
        }

        /**
         * Sets how the file stores weights. The default is {@link WeightFormat#FLOAT16}. Every backend computes in
         * float32.
         *
         * @param format the format
         * @return this builder
         */
        public Builder weights(WeightFormat format) {
            this.weights = Objects.requireNonNull(format, "format");
            return this;
        }

        /**
         * Adds an entry to the provenance, where {@code inspect} shows it.
         *
         * @param key its name
         * @param value text, a number, or what Gson writes as JSON; without paths and hosts
         * @return this builder
         * @throws IllegalArgumentException if there already is an entry of that name
         */
        public Builder provenance(String key, Object value) {
            if (provenance.has(key)) {
                throw new IllegalArgumentException(
                        "Expected a new key, found \"" + key + "\", which the provenance already has. Use another key");
            }
            provenance.add(key, Json.COMPACT.toJsonTree(value));
            return this;
        }

        /**
         * Exports in memory.
         *
         * @param name the model's name in messages and reports
         * @return the model
         * @throws IllegalArgumentException if a block has no ONNX form, or a weight does not fit the format
         */
        public EmotionModel toModel(String name) {
            try (NDManager manager = PyTorchEngine.newManager()) {
                Block block = network.apply(manager);
                float fitted = calibration == null ? temperature : fit(block, manager);
                provenance.addProperty(WEIGHTS, weights.name());
                provenance.addProperty(PARAMETERS, NetworkCost.of(block).parameters());
                ModelMetadata metadata =
                        new ModelMetadata(spec.labels(), spec.preprocessing(), fitted, "{}", provenance.toString());
                return EmotionModel.of(name, NetworkGraph.write(block, metadata, weights));
            }
        }

        /**
         * Exports to a file, which is written completely or not at all.
         *
         * @param file created or replaced
         * @return the model as it will be read
         * @throws IllegalArgumentException if a block has no ONNX form, or a weight does not fit the format
         * @throws IOException if the file cannot be written
         */
        public EmotionModel write(Path file) throws IOException {
            EmotionModel model = toModel(String.valueOf(file.getFileName()));
            byte[] bytes = model.toBytes();
            AtomicFiles.write(file, path -> Files.write(path, bytes));
            return model;
        }

        private float fit(Block block, NDManager manager) {
            int[] labels = IntStream.range(0, calibration.size())
                    .map(calibration::label)
                    .toArray();
            JsonObject facts = new JsonObject();
            facts.addProperty("split", calibration.name());
            facts.addProperty("faces", calibration.size());
            facts.addProperty("pixelsSha256", calibration.pixelsSha256());
            provenance.add(CALIBRATION, facts);
            return TemperatureScaling.fit(NetworkLogits.of(block, manager, spec.preprocessing(), calibration), labels);
        }
    }
}
