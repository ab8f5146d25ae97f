package io.microexp.model;

import io.microexp.Emotion;
import io.microexp.ModelFormatException;
import io.microexp.internal.Text;
import io.microexp.internal.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The description of a model inside its file: JSON values under the keys below in ONNX {@code metadata_props}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param labels the classes in output order
 * @param preprocessing what is applied to a face before the network
 * @param temperature the calibration temperature already folded into the weights; positive
 * @param metrics JSON object of the measured figures, {@code "{}"} if none
 * @param provenance JSON object: training command, data hash, seed, commit; {@code "{}"} if none
 */
public record ModelMetadata(
        List<Emotion> labels, Preprocessing preprocessing, float temperature, String metrics, String provenance) {
    /** The version of this format that this library reads and writes. */
    public static final String FORMAT = "1";

    /** Key of the format version. */
    public static final String FORMAT_KEY = "microexp.format";
    /** Key of the labels: a JSON array of label names. */
    public static final String LABELS_KEY = "microexp.labels";
    /** Key of the input: a JSON object of layout, dtype, channels, height, width. */
    public static final String INPUT_KEY = "microexp.input";
    /**
     * Key of the preprocessing: a JSON object of color, resize, mean, std and, in models that stretch gray levels,
     * stretchBelow.
     */
    public static final String PREPROCESSING_KEY = "microexp.preprocessing";
    /** Key of the temperature: a JSON number. */
    public static final String TEMPERATURE_KEY = "microexp.temperature";
    /** Key of the metrics: a JSON object. */
    public static final String METRICS_KEY = "microexp.metrics";
    /** Key of the provenance: a JSON object. */
    public static final String PROVENANCE_KEY = "microexp.provenance";

    private static final Map<Class<?>, String> JSON_NAMES = Map.of(
            Map.class,
            "object",
            List.class,
            "array",
            String.class,
            "string",
            Double.class,
            "number",
            Boolean.class,
            "boolean");
    private static final String COLOR = "gray";
    private static final String RESIZE = "area-bilinear";
    private static final String STRETCH = "stretchBelow";
    private static final String RESTORE = "restore";

    /**
     * Checks the values.
     *
     * @param labels the classes in output order
     * @param preprocessing what is applied to a face before the network
     * @param temperature the calibration temperature already folded into the weights; positive
     * @param metrics JSON object of the measured figures, {@code "{}"} if none
     * @param provenance JSON object
     * @throws IllegalArgumentException if there is no label, a label occurs twice, the temperature is not positive, or
     *     metrics or provenance is not a JSON object
     */
    public ModelMetadata {
        labels = List.copyOf(labels);
        Objects.requireNonNull(preprocessing, "preprocessing");
        typed(METRICS_KEY, parse(METRICS_KEY, metrics), Map.class);
        typed(PROVENANCE_KEY, parse(PROVENANCE_KEY, provenance), Map.class);
        if (labels.isEmpty() || new HashSet<>(labels).size() != labels.size()) {
            throw new IllegalArgumentException("Expected distinct labels, found " + labels);
        }
        if (!Float.isFinite(temperature) || temperature <= 0) {
            throw new IllegalArgumentException("Expected a positive temperature, found " + temperature);
        }
    }

    /**
     * Returns whether the probabilities are calibrated, that is, whether a temperature was fitted on faces outside the
     * training set. A model exported without calibration has temperature 1.
     *
     * @return whether the temperature is not 1
     */
    public boolean isCalibrated() {
        return temperature != 1;
    }

    /**
     * Returns the entries to write into a model file.
     *
     * @return key to JSON value, in a fixed order
     */
    public Map<String, String> toEntries() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(FORMAT_KEY, FORMAT);
        entries.put(
                LABELS_KEY,
                labels.stream().map(e -> '"' + e.label() + '"').toList().toString());
        entries.put(
                INPUT_KEY,
                "{\"layout\":\"NCHW\",\"dtype\":\"float32\",\"channels\":1,\"height\":" + preprocessing.height()
                        + ",\"width\":" + preprocessing.width() + "}");
        entries.put(
                PREPROCESSING_KEY,
                "{\"color\":\"" + COLOR + "\",\"resize\":\"" + RESIZE + "\",\"mean\":" + preprocessing.mean()
                        + ",\"std\":" + preprocessing.std()
                        + (preprocessing.stretchBelow() == 0
                                ? ""
                                : ",\"" + STRETCH + "\":" + preprocessing.stretchBelow())
                        + (preprocessing.restore() ? ",\"" + RESTORE + "\":true" : "")
                        + "}");
        entries.put(TEMPERATURE_KEY, Float.toString(temperature));
        entries.put(METRICS_KEY, metrics);
        entries.put(PROVENANCE_KEY, provenance);
        return entries;
    }

    /**
     * Reads the entries of a model file.
     *
     * @param entries key to JSON value
     * @param where the file's name, for messages
     * @return the metadata
     * @throws ModelFormatException if a key is missing or its value does not follow this format
     */
    public static ModelMetadata fromEntries(Map<String, String> entries, String where) {
        String format = require(entries, FORMAT_KEY, where);
        if (!format.equals(FORMAT)) {
            throw new ModelFormatException("Model " + where + ": expected " + FORMAT_KEY + " " + FORMAT + ", found "
                    + Text.printable(format) + ". Use the library version that wrote it, or export it again");
        }
        try {
            return new ModelMetadata(
                    labels(entries, where),
                    preprocessing(entries, where),
                    json(entries, TEMPERATURE_KEY, where, Double.class).floatValue(),
                    entries.getOrDefault(METRICS_KEY, "{}"),
                    entries.getOrDefault(PROVENANCE_KEY, "{}"));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(
                    "Model " + where + ": its metadata is not microexp format " + FORMAT + ": " + e.getMessage()
                            + ". Export it again",
                    e);
        }
    }

    private static List<Emotion> labels(Map<String, String> entries, String where) {
        List<Emotion> labels = new ArrayList<>();
        for (Object label : json(entries, LABELS_KEY, where, List.class)) {
            labels.add(Emotion.ofLabel(typed(LABELS_KEY, label, String.class)));
        }
        return labels;
    }

    private static Preprocessing preprocessing(Map<String, String> entries, String where) {
        Map<?, ?> input = json(entries, INPUT_KEY, where, Map.class);
        expect(input, "layout", "NCHW");
        expect(input, "dtype", "float32");
        expect(input, "channels", 1.0);
        Map<?, ?> pixels = json(entries, PREPROCESSING_KEY, where, Map.class);
        expect(pixels, "color", COLOR);
        expect(pixels, "resize", RESIZE);
        return new Preprocessing(
                whole(input, "width", "pixels"),
                whole(input, "height", "pixels"),
                typed("mean", pixels.get("mean"), Double.class).floatValue(),
                typed("std", pixels.get("std"), Double.class).floatValue(),
                pixels.containsKey(STRETCH) ? whole(pixels, STRETCH, "gray levels") : 0,
                pixels.containsKey(RESTORE) && typed(RESTORE, pixels.get(RESTORE), Boolean.class));
    }

    private static int whole(Map<?, ?> object, String key, String unit) {
        double value = typed(key, object.get(key), Double.class);
        if (value != Math.rint(value)) {
            throw new IllegalArgumentException("expected whole " + unit + " as " + key + ", found " + value);
        }
        return (int) value;
    }

    private static <T> T json(Map<String, String> entries, String key, String where, Class<T> type) {
        return typed(key, parse(key, require(entries, key, where)), type);
    }

    private static Object parse(String key, String text) {
        try {
            return Json.parse(Objects.requireNonNull(text, key));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage() + ", found " + Text.printable(text), e);
        }
    }

    private static <T> T typed(String key, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("expected a JSON " + JSON_NAMES.get(type) + " as " + key + ", found "
                    + Text.printable(String.valueOf(value)));
        }
        return type.cast(value);
    }

    private static String require(Map<String, String> entries, String key, String where) {
        String value = entries.get(key);
        if (value == null) {
            throw new ModelFormatException("Model " + where + ": expected metadata " + key + ", found only "
                    + Text.printable(entries.keySet().toString()) + ". This ONNX file was not exported by microexp");
        }
        return value;
    }

    private static void expect(Map<?, ?> object, String key, Object expected) {
        if (!expected.equals(object.get(key))) {
            throw new IllegalArgumentException(
                    "expected " + key + " " + expected + ", found " + Text.printable(String.valueOf(object.get(key))));
        }
    }
}
