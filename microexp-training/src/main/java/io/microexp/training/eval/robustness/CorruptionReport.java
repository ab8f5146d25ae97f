package io.microexp.training.eval.robustness;

import io.microexp.FacialEmotionClassifier;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.Evaluator;
import io.microexp.training.eval.Predictions;
import io.microexp.training.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * A model's figures on the clean split and under each {@link Corruption}.
 *
 * @param model the model's name, without a path
 * @param backend the backend that ran it
 * @param usage the split
 * @param protocol the protocol of the labels, such as {@code FER+ PLURALITY}; empty for a split's own labels
 * @param seed of the corruptions
 * @param clean the figures on the uncorrupted faces
 * @param rows the figures under each corruption, in the order of the enum
 */
public record CorruptionReport(
        String model, String backend, String usage, String protocol, long seed, Evaluation clean, List<Row> rows) {
    /** The version of the JSON that {@link #toJson()} writes. */
    public static final int SCHEMA_VERSION = 1;

    /**
     * One corruption.
     *
     * @param corruption what was done to the faces
     * @param evaluation the figures on them
     */
    public record Row(Corruption corruption, Evaluation evaluation) {}

    /** Copies the rows. */
    public CorruptionReport {
        rows = List.copyOf(rows);
    }

    /**
     * Scores a classifier under each corruption.
     *
     * @param classifier an open classifier; not closed
     * @param split the faces
     * @param seed of the corruptions
     * @param progress receives each corruption and the number of its faces done
     * @return one row per corruption
     */
    public static List<Row> score(
            FacialEmotionClassifier classifier, FaceDataset split, long seed, ObjIntConsumer<Corruption> progress) {
        List<Row> rows = new ArrayList<>();
        for (Corruption corruption : Corruption.values()) {
            Predictions predictions = Evaluator.predict(
                    classifier, corruption.apply(split, seed), faces -> progress.accept(corruption, faces));
            rows.add(new Row(corruption, predictions.evaluate()));
        }
        return rows;
    }

    /** Returns the accuracy lost to a corruption, as a fraction; negative for a gain. */
    public double lost(Row row) {
        return clean.accuracy() - row.evaluation().accuracy();
    }

    /** Returns the mean of {@link #lost} over all corruptions. */
    public double meanLost() {
        return rows.stream().mapToDouble(this::lost).average().orElseThrow();
    }

    /** Returns the largest expected calibration error at the middle strength. */
    public double middleCalibrationError() {
        return rows.stream()
                .filter(row -> row.corruption().strength() == Corruption.Strength.MIDDLE)
                .mapToDouble(row -> row.evaluation().expectedCalibrationError())
                .max()
                .orElseThrow();
    }

    /**
     * Returns the report for tools: one JSON object, fractions in [0, 1].
     *
     * @return pretty-printed JSON that ends in a line break
     */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", SCHEMA_VERSION);
        json.put("model", model);
        json.put("backend", backend);
        json.put("usage", usage);
        json.put("protocol", protocol);
        json.put("seed", seed);
        json.put("count", clean.count());
        json.put("accuracy", clean.accuracy());
        json.put("ece", clean.expectedCalibrationError());
        json.put("meanLost", meanLost());
        json.put("middleEce", middleCalibrationError());
        json.put("corruptions", rows.stream().map(this::json).toList());
        return Json.PRETTY.toJson(json) + "\n";
    }

    private Map<String, Object> json(Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("corruption", row.corruption().label());
        json.put("strength", row.corruption().strength().name());
        json.put("accuracy", row.evaluation().accuracy());
        json.put("lost", lost(row));
        json.put("ece", row.evaluation().expectedCalibrationError());
        return json;
    }

    /** Returns the report as aligned lines for a terminal; accuracies in percent, losses in points. */
    public String toText() {
        StringBuilder out = new StringBuilder();
        line(out, "  %-16s %-8s %9s %7s %7s", "corruption", "strength", "accuracy", "lost", "ECE");
        line(
                out,
                "  %-16s %-8s %9.2f %7s %7.3f",
                "none",
                "",
                100 * clean.accuracy(),
                "",
                clean.expectedCalibrationError());
        for (Row row : rows) {
            line(
                    out,
                    "  %-16s %-8s %9.2f %7.2f %7.3f",
                    row.corruption().label(),
                    row.corruption().strength().name().toLowerCase(Locale.ROOT),
                    100 * row.evaluation().accuracy(),
                    100 * lost(row),
                    row.evaluation().expectedCalibrationError());
        }
        line(
                out,
                "  mean loss %.2f points; largest ECE at middle strength %.3f",
                100 * meanLost(),
                middleCalibrationError());
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
