package io.microexp.training.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.model.EmotionModel;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.run.Weights;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The mean of the weights of models that were trained from one start. The mean of a robust model and its start keeps most
 * of the start's accuracy on clean faces and most of the robustness (Wortsman et al. 2022, Robust fine-tuning of
 * zero-shot models). Models of unrelated weights have no useful mean.
 */
public final class ModelAverage {
    private static final int LEAST = 2;
    /** What a batch-norm holds beside its parameters. */
    private static final Set<Parameter.Type> STATISTICS =
            EnumSet.of(Parameter.Type.RUNNING_MEAN, Parameter.Type.RUNNING_VAR);

    private ModelAverage() {}

    /**
     * Starts the export of the mean. The temperatures of the models are undone, so that the mean is not calibrated until
     * the builder is told to calibrate it. Its provenance holds that of each model.
     *
     * @param models two or more of the same network, classes and preprocessing
     * @return a builder
     * @throws IllegalArgumentException if there are fewer than two, or they differ
     * @throws io.microexp.ModelFormatException if a model was not exported by this library
     */
    public static OnnxExporter.Builder of(List<EmotionModel> models) {
        if (models.size() < LEAST) {
            throw new IllegalArgumentException(
                    "Expected two or more models to average, found " + models.size() + ". Name another one");
        }
        EmotionModel first = models.get(0);
        NetworkSpec network = NetworkDescription.read(first);
        JsonArray provenance = new JsonArray();
        for (EmotionModel model : models) {
            requireSame(first, network, model);
            JsonObject one = new JsonObject();
            one.addProperty("model", model.name() + " sha256 " + model.sha256());
            one.add("provenance", JsonParser.parseString(model.metadata().provenance()));
            provenance.add(one);
        }
        return OnnxExporter.builder(network, manager -> mean(models, manager)).provenance("averageOf", provenance);
    }

    private static void requireSame(EmotionModel first, NetworkSpec network, EmotionModel model) {
        NetworkSpec found = NetworkDescription.read(model);
        if (!found.equals(network)) {
            boolean visible =
                    !found.labels().equals(network.labels()) || !found.strides().equals(network.strides());
            throw new IllegalArgumentException("Model " + model.name() + ": expected the network and preprocessing of "
                    + first.name() + ", found "
                    + (visible ? ModelWeights.of(first).differences(found) : "another architecture or preprocessing")
                    + ". Average models that were trained from one start");
        }
    }

    private static Block mean(List<EmotionModel> models, NDManager manager) {
        Block mean = OnnxImporter.load(models.get(0), manager);
        mean.freezeParameters(false, parameter -> !STATISTICS.contains(parameter.getType()));
        try (NDManager scope = manager.newSubManager()) {
            List<List<Parameter>> parameters = models.stream()
                    .map(model ->
                            OnnxImporter.load(model, scope).getParameters().values())
                    .toList();
            List<Parameter> target = mean.getParameters().values();
            int classifier = target.size() - 2;
            for (int i = 0; i < target.size(); i++) {
                NDArray sum = scope.zeros(target.get(i).getArray().getShape());
                for (int m = 0; m < models.size(); m++) {
                    // a file's classifier is divided by its temperature
                    float factor = i < classifier ? 1 : models.get(m).metadata().temperature();
                    sum.addi(parameters.get(m).get(i).getArray().mul(factor));
                }
                Weights.assign(target.get(i), sum.div(models.size()).toFloatArray());
            }
        }
        return mean;
    }
}
