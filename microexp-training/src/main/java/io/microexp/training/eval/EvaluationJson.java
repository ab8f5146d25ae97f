package io.microexp.training.eval;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.training.io.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the JSON form of an evaluation. */
final class EvaluationJson {

    private final JsonObject json;

    EvaluationJson(String text) {
        try {
            this.json = JsonParser.parseString(text).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new DataFormatException(
                    "Evaluation: expected one JSON object as evaluate --json writes, found " + e, e);
        }
    }

    EvaluationReport read() {
        int version = get("schemaVersion", Integer.class);
        if (version != EvaluationReport.SCHEMA_VERSION) {
            throw wrong("schemaVersion", String.valueOf(EvaluationReport.SCHEMA_VERSION), version);
        }
        return new EvaluationReport(
                get("model", String.class),
                get("backend", String.class),
                get("usage", String.class),
                get("parameters", Long.class),
                get("macs", Long.class),
                evaluation(),
                crossValidatedError(),
                unseen());
    }

    private Evaluation evaluation() {
        List<Emotion> labels =
                Arrays.stream(get("labels", String[].class)).map(this::emotion).toList();
        int[][] confusion = get("confusionMatrix", int[][].class);
        boolean square = confusion.length == labels.size()
                && Arrays.stream(confusion)
                        .allMatch(row -> row != null
                                && row.length == labels.size()
                                && Arrays.stream(row).allMatch(count -> count >= 0));
        if (!square) {
            throw wrong("confusionMatrix", labels.size() + " rows of as many counts", Arrays.deepToString(confusion));
        }
        Evaluation evaluation = new Evaluation(
                labels,
                confusion,
                reliability(),
                get("negativeLogLikelihood", Double.class),
                get("brierScore", Double.class));
        int count = get("count", Integer.class);
        if (count < 1 || evaluation.count() != count) {
            throw wrong("confusionMatrix", count + " faces, at least one", evaluation.count());
        }
        return evaluation;
    }

    private List<ReliabilityBin> reliability() {
        ReliabilityBin[] bins = get("reliability", ReliabilityBin[].class);
        if (bins.length != Evaluation.BINS || Arrays.asList(bins).contains(null)) {
            throw wrong("reliability", Evaluation.BINS + " bins", Arrays.toString(bins));
        }
        return List.of(bins);
    }

    private Emotion emotion(String label) {
        return Arrays.stream(Emotion.values())
                .filter(emotion -> emotion.label().equals(label))
                .findFirst()
                .orElseThrow(() -> wrong("labels", "names of emotions", label));
    }

    private Optional<Double> crossValidatedError() {
        String key = "eceCrossValidated";
        return json.has(key) ? Optional.of(get(key, Double.class)) : Optional.empty();
    }

    private Optional<Accuracy> unseen() {
        if (!json.has("countUnseen")) {
            return Optional.empty();
        }
        int count = get("countUnseen", Integer.class);
        double share = get("accuracyUnseen", Double.class);
        if (count < 1 || !(share >= 0 && share <= 1)) {
            throw wrong("accuracyUnseen", "a share of at least one face", share + " of " + count);
        }
        return Optional.of(new Accuracy((int) Math.round(share * count), count));
    }

    private <T> T get(String key, Class<T> type) {
        JsonElement value = json.get(key);
        if (value == null || value.isJsonNull()) {
            throw wrong(key, "a value", "none");
        }
        try {
            return Json.COMPACT.fromJson(value, type);
        } catch (JsonParseException | NumberFormatException e) {
            throw wrong(key, "a value of type " + type.getSimpleName(), value);
        }
    }

    private static DataFormatException wrong(String key, String expected, Object found) {
        return new DataFormatException("Evaluation: expected " + expected + " as \"" + key + "\", found " + found
                + ". Run evaluate --json again");
    }
}
