package io.microexp.training.eval;

import io.microexp.Emotion;
import io.microexp.training.io.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An evaluation and what was evaluated. Its JSON form is the input of other tools.
 *
 * @param model the model's name, without a path
 * @param backend the backend that ran it
 * @param usage the split
 * @param parameters weights of the model
 * @param macs multiply-adds per image
 * @param evaluation the figures on the whole split
 * @param crossValidatedError the expected calibration error with a cross-validated temperature, see {@link
 *     Predictions#crossValidated}; empty if there were too few faces
 * @param unseen the accuracy excluding faces that occur byte for byte in the training split; empty if no training split
 *     was given
 */
public record EvaluationReport(
        String model,
        String backend,
        String usage,
        long parameters,
        long macs,
        Evaluation evaluation,
        Optional<Double> crossValidatedError,
        Optional<Accuracy> unseen) {
    /** The version of the JSON that {@link #toJson()} writes. */
    public static final int SCHEMA_VERSION = 1;

    /**
     * Returns the report for tools: one JSON object, fractions in [0, 1], rows of {@code confusionMatrix} are the true
     * classes.
     *
     * @return pretty-printed JSON that ends in a line break
     */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", SCHEMA_VERSION);
        json.put("model", model);
        json.put("backend", backend);
        json.put("usage", usage);
        json.put("count", evaluation.count());
        json.put("correct", evaluation.correct());
        json.put("accuracy", evaluation.accuracy());
        json.put("accuracyLow", evaluation.accuracyInterval().low());
        json.put("accuracyHigh", evaluation.accuracyInterval().high());
        unseen.ifPresent(part -> {
            json.put("countUnseen", part.count());
            json.put("accuracyUnseen", part.share());
        });
        json.put("macroF1", evaluation.macroF1());
        json.put("ece", evaluation.expectedCalibrationError());
        crossValidatedError.ifPresent(error -> json.put("eceCrossValidated", error));
        json.put("parameters", parameters);
        json.put("macs", macs);
        json.put("labels", evaluation.labels().stream().map(Emotion::label).toList());
        json.put("classes", classes());
        json.put("confusionMatrix", evaluation.confusionMatrix());
        json.put("negativeLogLikelihood", evaluation.negativeLogLikelihood());
        json.put("brierScore", evaluation.brierScore());
        json.put("reliability", evaluation.reliability());
        return Json.PRETTY.toJson(json) + "\n";
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @param json the text
     * @return an equal report
     * @throws io.microexp.DataFormatException if the text is not such a report; the message names what is missing or
     *     wrong
     */
    public static EvaluationReport fromJson(String json) {
        return new EvaluationJson(json).read();
    }

    private Map<String, Object> classes() {
        Map<String, Object> classes = new LinkedHashMap<>();
        for (ClassScores scores : evaluation.classes()) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("precision", scores.precision());
            figures.put("recall", scores.recall());
            figures.put("f1", scores.f1());
            figures.put("support", scores.support());
            classes.put(scores.label().label(), figures);
        }
        return classes;
    }
}
