package io.microexp.training.export;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.training.network.MicroExpNet;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;

/** The shape of a network as a model file's provenance states it. The backend {@code djl} builds its blocks from it. */
final class NetworkDescription {
    /** The entry of the provenance. */
    static final String KEY = "network";

    /* Only of a network that enlarges. */
    private static final String ENLARGEMENT = "enlargement";

    private NetworkDescription() {}

    static JsonObject of(NetworkSpec network) {
        JsonObject description = new JsonObject();
        description.addProperty("architecture", network.architecture().name());
        description.addProperty("strides", network.strides().toString());
        description.addProperty("attention", network.attention());
        if (network.architecture() == Architecture.MOBILENETV1) {
            description.addProperty(ENLARGEMENT, network.enlargement());
        }
        return description;
    }

    /**
     * Reads a model's network.
     *
     * @throws ModelFormatException if the file does not describe one
     */
    static NetworkSpec read(EmotionModel model) {
        ModelMetadata metadata = model.metadata();
        try {
            JsonObject network = JsonParser.parseString(metadata.provenance())
                    .getAsJsonObject()
                    .getAsJsonObject(KEY);
            return new NetworkSpec(
                    Architecture.valueOf(required(network, "architecture")),
                    metadata.labels(),
                    metadata.preprocessing(),
                    Strides.parse(required(network, "strides")),
                    Boolean.parseBoolean(required(network, "attention")),
                    MicroExpNet.DROPOUT,
                    network.has(ENLARGEMENT) ? network.get(ENLARGEMENT).getAsInt() : 0);
        } catch (JsonParseException
                | IllegalArgumentException
                | ClassCastException
                | IllegalStateException
                | UnsupportedOperationException e) {
            throw new ModelFormatException(
                    "Model " + model.name() + ": expected \"" + KEY + "\" with architecture, strides and"
                            + " attention in " + ModelMetadata.PROVENANCE_KEY + ", found " + metadata.provenance()
                            + ". Only models that microexp exported run on DJL; use the backend onnx or java",
                    e);
        }
    }

    private static String required(JsonObject network, String key) {
        if (network == null || !network.has(key)) {
            throw new IllegalArgumentException("no " + key);
        }
        return network.get(key).getAsString();
    }
}
