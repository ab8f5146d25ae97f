package io.microexp.training.train.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.microexp.DataFormatException;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.io.Json;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that determines the result of a run. A folder is resumed only by a run of the same identity.
 *
 * @param network the network's shape
 * @param config every choice of the training
 * @param training the split that the network is trained on
 * @param validation the split that chooses the epoch
 * @param teacher {@link io.microexp.training.distill.Teacher#identity()}, "" without a teacher
 * @param initialWeights {@link InitialWeights#identity()}
 */
public record RunIdentity(
        NetworkSpec network,
        TrainingConfig config,
        Split training,
        Split validation,
        String teacher,
        String initialWeights) {

    /** Checks that nothing is missing. */
    public RunIdentity {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(validation, "validation");
        Objects.requireNonNull(teacher, "teacher");
        Objects.requireNonNull(initialWeights, "initialWeights");
    }

    /**
     * A split by its content.
     *
     * @param name of the split
     * @param faces how many it has
     * @param sha256 {@link FaceDataset#sha256()}
     */
    public record Split(String name, int faces, String sha256) {
        /** Describes a split. */
        public static Split of(FaceDataset split) {
            return new Split(split.name(), split.size(), split.sha256());
        }
    }

    String toJson() {
        return Json.COMPACT.toJson(this);
    }

    static RunIdentity fromJson(String json) {
        return Json.COMPACT.fromJson(json, RunIdentity.class);
    }

    /**
     * Checks that a folder holds a run of this identity.
     *
     * @param where the folder or file, for the message
     * @param found what it holds
     * @throws DataFormatException if the identities differ; names what differs
     */
    public void requireSame(String where, RunIdentity found) {
        List<String> differences = differences(found);
        if (!differences.isEmpty()) {
            throw new DataFormatException(where + " holds another run; " + String.join("; ", differences)
                    + ". Resume it with its own settings and inputs, or give another folder for a new run");
        }
    }

    /**
     * Returns what differs, such as {@code "config.seed: expected 1, found 2"}, one entry per value.
     *
     * @param found the other identity
     */
    List<String> differences(RunIdentity found) {
        List<String> differences = new ArrayList<>();
        compare("", Json.COMPACT.toJsonTree(this), Json.COMPACT.toJsonTree(found), differences);
        return differences;
    }

    private static void compare(String path, JsonElement expected, JsonElement found, List<String> differences) {
        if (expected instanceof JsonObject ours && found instanceof JsonObject theirs) {
            Set<String> keys = new TreeSet<>(ours.keySet());
            keys.addAll(theirs.keySet());
            for (String key : keys) {
                compare(path.isEmpty() ? key : path + "." + key, ours.get(key), theirs.get(key), differences);
            }
        } else if (!Objects.equals(expected, found)) {
            differences.add(path + ": expected " + text(expected) + ", found " + text(found));
        }
    }

    private static String text(JsonElement value) {
        if (value == null) {
            return "none";
        }
        String text = value.isJsonPrimitive() ? value.getAsString() : value.toString();
        return text.isEmpty() ? "none" : text;
    }
}
