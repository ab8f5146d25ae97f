package io.microexp.training.cli.option;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.training.onnx.OnnxGraphStats;

/**
 * A model under the name that reports give it.
 *
 * @param name {@code bundled:NAME}, or the file's name without its folder
 * @param identity the same, and for a file its SHA-256
 * @param model the model
 */
public record NamedModel(String name, String identity, EmotionModel model) {
    private static final String PREFIX = "microexp.";
    private static final String TRAINED_PARAMETERS = "parameters";

    /** Returns the metadata as JSON, by key without the prefix. */
    public JsonObject metadata() {
        JsonObject json = new JsonObject();
        model.metadata()
                .toEntries()
                .forEach((key, value) -> json.add(key.substring(PREFIX.length()), JsonParser.parseString(value)));
        return json;
    }

    /**
     * Returns the parameters of the network that was trained if the provenance has them, else those stored in the file.
     */
    public long parameters(OnnxGraphStats stats) {
        JsonElement trained = JsonParser.parseString(model.metadata().provenance())
                .getAsJsonObject()
                .get(TRAINED_PARAMETERS);
        if (trained == null) {
            return stats.parameters();
        }
        try {
            return trained.getAsLong();
        } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
            throw new ModelFormatException(
                    "Model " + name + ": expected a whole number as " + TRAINED_PARAMETERS
                            + " in its provenance, found " + trained + ". Export it again",
                    e);
        }
    }
}
