package io.microexp.training.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.train.run.InitialWeights;
import io.microexp.training.train.run.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The weights of a model file as the start of a run. A file holds no batch-norm; it is put back with the statistics of
 * the faces that the network is trained on, so that the network computes what the file does and training goes on from
 * there. Classes that the model has keep their rows of the classifier; the rows of others are drawn.
 * Of two heads each keeps its own.
 */
public final class ModelWeights {
    private static final int STATISTICS_FACES = 64;

    private final EmotionModel model;
    private final NetworkSpec network;

    private ModelWeights(EmotionModel model) {
        this.model = model;
        this.network = NetworkDescription.read(model);
    }

    /**
     * Opens the weights of a model.
     *
     * @throws io.microexp.ModelFormatException if the model was not exported by this library
     */
    public static ModelWeights of(EmotionModel model) {
        return new ModelWeights(model);
    }

    /** Returns the shape of the model's network. */
    public NetworkSpec network() {
        return network;
    }

    /**
     * Starts a run from these weights.
     *
     * @param target the network to train: of the model's architecture and input, of any strides, classes and heads
     * @param train the split that it is trained on; its first faces give the statistics
     * @throws IllegalArgumentException if the architecture, attention, enlargement or input is not the model's
     */
    public InitialWeights start(NetworkSpec target, FaceDataset train) {
        if (target.architecture() != network.architecture()
                || target.attention() != network.attention()
                || target.enlargement() != network.enlargement()
                || !target.preprocessing()
                        .uncorrected()
                        .equals(network.preprocessing().uncorrected())) {
            throw new IllegalArgumentException("Model " + model.name() + ": expected to start a network of the same"
                    + " architecture, attention, enlargement and input, " + network + ", found " + target
                    + ". Leave out what differs, or start from other weights");
        }
        boolean complete = !target.twoHeads() && network.labels().containsAll(target.labels());
        boolean same = complete && target.strides().equals(network.strides());
        return new InitialWeights(
                model.name() + " sha256 " + model.sha256(),
                complete,
                same ? model.metadata().temperature() : 1,
                block -> copy(block, target, train));
    }

    /** Says in one line how a network that starts from these weights differs from the model's. */
    public String differences(NetworkSpec target) {
        List<String> differences = new ArrayList<>();
        if (target.twoHeads()) {
            differences.add("two heads");
        }
        if (!target.strides().equals(network.strides())) {
            differences.add("strides " + target.strides() + " instead of " + network.strides());
        }
        List<Emotion> drawn = target.labels().stream()
                .filter(label -> !network.labels().contains(label))
                .toList();
        List<Emotion> dropped = network.labels().stream()
                .filter(label -> !target.labels().contains(label))
                .toList();
        if (!drawn.isEmpty()) {
            differences.add("new classes " + names(drawn));
        }
        if (!dropped.isEmpty()) {
            differences.add("without the classes " + names(dropped));
        }
        return differences.isEmpty() ? "the same network and classes" : String.join(", ", differences);
    }

    private static String names(List<Emotion> labels) {
        return labels.stream().map(Emotion::label).collect(Collectors.joining(", "));
    }

    private void copy(Block block, NetworkSpec target, FaceDataset train) {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<Parameter> from =
                    OnnxImporter.load(model, manager).getParameters().values();
            List<Parameter> to = block.getParameters().values();
            int classifier = from.size() - 2;
            for (int i = 0; i < classifier; i++) {
                Weights.assign(to.get(i), from.get(i).getArray().toFloatArray());
            }
            for (int i = classifier; i < from.size(); i++) {
                rows(from.get(i), to.get(i), outputs(target));
            }
            measure(block, target.preprocessing(), train, manager);
        }
    }

    /** Returns the class of each logit, of both heads if there are two. */
    private static List<Emotion> outputs(NetworkSpec target) {
        List<Emotion> outputs = new ArrayList<>(target.labels());
        if (target.twoHeads()) {
            outputs.addAll(Emotion.FERPLUS);
        }
        return outputs;
    }

    /** Copies the rows of shared classes. The file's are divided by its temperature. */
    private void rows(Parameter from, Parameter to, List<Emotion> labels) {
        float[] source = from.getArray().toFloatArray();
        float[] values = to.getArray().toFloatArray();
        int width = values.length / labels.size();
        for (int row = 0; row < labels.size(); row++) {
            int found = network.labels().indexOf(labels.get(row));
            for (int i = 0; found >= 0 && i < width; i++) {
                values[row * width + i] =
                        source[found * width + i] * model.metadata().temperature();
            }
        }
        Weights.assign(to, values);
    }

    /** Gives every batch-norm the statistics of faces, and a scale and shift with which it computes what it did. */
    private static void measure(Block block, Preprocessing input, FaceDataset train, NDManager manager) {
        FaceDataset some = train.spread(Math.min(STATISTICS_FACES, train.size()));
        List<ConvNorm> layers = Layers.of(block).stream()
                .filter(ConvNorm.class::isInstance)
                .map(ConvNorm.class::cast)
                .toList();
        layers.forEach(layer -> layer.observe(outputs -> setStatistics(layer.norm(), outputs)));
        try (BatchLoader batches = BatchLoader.evaluation(some, input, some.size())) {
            Batch batch = batches.next();
            Shape shape = new Shape(batch.size(), 1, input.height(), input.width());
            block.forward(new ParameterStore(manager, false), new NDList(manager.create(batch.pixels(), shape)), false);
        } finally {
            layers.forEach(layer -> layer.observe(null));
        }
    }

    private static void setStatistics(BatchNorm norm, NDArray outputs) {
        float[] means;
        float[] variances;
        try (NDManager scope = outputs.getManager().newSubManager()) {
            outputs.attach(scope);
            long channels = outputs.getShape().get(1);
            NDArray rows = outputs.transpose(1, 0, 2, 3).reshape(channels, -1);
            NDArray mean = rows.mean(new int[] {1}, true);
            means = mean.toFloatArray();
            variances = rows.sub(mean).square().mean(new int[] {1}).toFloatArray();
        }
        float[] gamma = values(norm, "gamma");
        float[] beta = values(norm, "beta");
        float[] oldMeans = values(norm, "runningMean");
        float[] oldVariances = values(norm, "runningVar");
        for (int c = 0; c < gamma.length; c++) {
            double scale = gamma[c] / Math.sqrt(oldVariances[c] + ConvNorm.EPSILON);
            gamma[c] = (float) (scale * Math.sqrt(variances[c] + ConvNorm.EPSILON));
            beta[c] += (float) (scale * (means[c] - oldMeans[c]));
        }
        assign(norm, "gamma", gamma);
        assign(norm, "beta", beta);
        assign(norm, "runningMean", means);
        assign(norm, "runningVar", variances);
    }

    private static float[] values(BatchNorm norm, String name) {
        return FoldedLayer.array(norm, name).toFloatArray();
    }

    private static void assign(BatchNorm norm, String name, float[] values) {
        Weights.assign(norm.getParameters().get(name), values);
    }
}
