package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.training.testing.BrightnessModel;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationReportTest {
    /** Four faces: anger and disgust right, fear taken for anger, happiness right. */
    private static final Evaluation FOUR = Evaluation.of(
            Emotion.FER2013, new int[] {0, 1, 2, 3}, new float[][] {oneHot(0), oneHot(1), oneHot(0), oneHot(3)});

    private static final EvaluationReport REPORT = new EvaluationReport(
            "student.onnx", "onnx", "PublicTest", 1_242_839, 34_188_800, FOUR, Optional.empty(), Optional.empty());

    @Test
    void jsonHasTheDocumentedFieldsInOrder() {
        JsonObject json = JsonParser.parseString(REPORT.toJson()).getAsJsonObject();

        assertThat(json.keySet())
                .containsExactly(
                        "schemaVersion",
                        "model",
                        "backend",
                        "usage",
                        "count",
                        "correct",
                        "accuracy",
                        "accuracyLow",
                        "accuracyHigh",
                        "macroF1",
                        "ece",
                        "parameters",
                        "macs",
                        "labels",
                        "classes",
                        "confusionMatrix",
                        "negativeLogLikelihood",
                        "brierScore",
                        "reliability");
        assertThat(json.get("schemaVersion").getAsInt()).isEqualTo(1);
        assertThat(json.get("accuracy").getAsDouble()).isEqualTo(0.75);
        assertThat(json.get("ece").getAsDouble()).isEqualTo(0.25);
        assertThat(json.get("parameters").getAsLong()).isEqualTo(1_242_839);
        assertThat(json.getAsJsonArray("labels").get(3).getAsString()).isEqualTo("happiness");
        assertThat(json.getAsJsonArray("confusionMatrix").get(2).toString()).isEqualTo("[1,0,0,0,0,0,0]");
        JsonObject anger = json.getAsJsonObject("classes").getAsJsonObject("anger");
        assertThat(anger.toString())
                .isEqualTo("{\"precision\":0.5,\"recall\":1.0,\"f1\":0.6666666666666666,\"support\":1}");
    }

    @Test
    void jsonAddsTheUnseenFacesWhenTheyAreKnown() {
        JsonObject json =
                JsonParser.parseString(with(new Accuracy(0, 1)).toJson()).getAsJsonObject();

        assertThat(json.get("countUnseen").getAsInt()).isEqualTo(1);
        assertThat(json.get("accuracyUnseen").getAsDouble()).isZero();
    }

    @Test
    void theCrossValidatedCalibrationErrorIsWrittenAndReadIfItIsKnown() {
        EvaluationReport report = new EvaluationReport(
                "student.onnx", "onnx", "PublicTest", 1, 1, FOUR, Optional.of(0.03), Optional.empty());

        assertThat(JsonParser.parseString(report.toJson())
                        .getAsJsonObject()
                        .get("eceCrossValidated")
                        .getAsDouble())
                .isEqualTo(0.03);
        assertThat(EvaluationReport.fromJson(report.toJson()).crossValidatedError())
                .contains(0.03);
        assertThat(report.toText()).contains("  ... crossval.  0.0300\n");
        assertThat(EvaluationReport.fromJson(REPORT.toJson()).crossValidatedError())
                .isEmpty();
    }

    @Test
    void textIsAlignedAndNamesEveryFigure() {
        assertThat(with(Accuracy.of(FOUR)).toText().lines())
                .startsWith(
                        "student.onnx on PublicTest with backend onnx",
                        "  accuracy       75.00 % (95 % interval 30.06 to 95.44), 3 of 4 faces",
                        "  ... unseen     75.00 % (95 % interval 30.06 to 95.44), 3 of 4 faces",
                        "  macro-F1       0.6667",
                        "  ECE            0.2500 (15 bins)")
                .contains(
                        "  parameters     1,242,839",
                        "  multiply-adds  34,188,800",
                        "  class      precision    recall        F1   faces",
                        "  anger         0.5000    1.0000    0.6667       1",
                        "  fear               1         0         0         0         0         0         0");
    }

    @Test
    void htmlStandsAloneAndShowsEveryFigure() {
        String html = with(Accuracy.of(FOUR)).toHtml(ReportDetails.NONE);

        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .contains("student.onnx", "PublicTest, 4 faces, backend onnx")
                .contains("75.0 %", "30.1 to 95.4 (95 %); 3 of 4", "Accuracy, unseen faces", "byte for byte")
                .contains("1,242,839 parameters, 34,188,800 multiply-adds an image")
                .contains("data:image/svg+xml;base64,")
                .doesNotContain("http://", "https://", "<script", "<link");
    }

    @Test
    void htmlMarksWeakClassesAlone() {
        String html = REPORT.toHtml(ReportDetails.NONE);

        // anger's F1 is 0.667, fear's 0
        assertThat(html)
                .contains("<td class=\"f1\">0.667</td>")
                .contains("<td class=\"f1 weak\">0.000</td>")
                .containsOnlyOnce("<div class=\"bar\" style=\"width:66.7%\">");
    }

    @Test
    void htmlEscapesTheModelsName() {
        EvaluationReport report =
                new EvaluationReport("<b>&.onnx", "onnx", "x", 1, 1, FOUR, Optional.empty(), Optional.empty());

        assertThat(report.toHtml(ReportDetails.NONE))
                .contains("&lt;b&gt;&amp;.onnx")
                .doesNotContain("<b>");
    }

    @Test
    void jsonReadsBackAsTheSamePage() {
        EvaluationReport report = with(new Accuracy(1, 3));

        EvaluationReport read = EvaluationReport.fromJson(report.toJson());

        assertThat(read.toJson()).isEqualTo(report.toJson());
        assertThat(read.toText()).isEqualTo(report.toText());
        assertThat(read.toHtml(ReportDetails.NONE)).isEqualTo(report.toHtml(ReportDetails.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schemaVersion\": 1 | \"schemaVersion\": 2 | schemaVersion",
                "\"brierScore\" | \"other\" | brierScore",
                "\"count\": 4 | \"count\": 5 | confusionMatrix",
                "\"count\": 4 | \"count\": \"many\" | count",
                "\"count\": 4 | \"count\": null | count",
                "\"anger\", | \"rage\", | labels",
                "\"anger\", | '' | confusionMatrix",
                "\"reliability\": [ | \"reliability\": [ 3, | reliability",
                "\"reliability\": [ | \"reliability\": [ null, | reliability",
                "\"confusionMatrix\": [ | \"confusionMatrix\": [ null, | confusionMatrix",
                "\"accuracyUnseen\": 0.75 | \"accuracyUnseen\": 7.5 | accuracyUnseen"
            })
    void jsonThatIsNoEvaluationIsNamed(String text, String replacement, String key) {
        String json = with(Accuracy.of(FOUR)).toJson();
        assertThat(json).contains(text);

        assertThatThrownBy(() -> EvaluationReport.fromJson(json.replaceFirst(Pattern.quote(text), replacement)))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("\"" + key + "\"", "evaluate --json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "no json"})
    void otherTextIsNoEvaluation(String text) {
        assertThatThrownBy(() -> EvaluationReport.fromJson(text))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("JSON object");
    }

    @Test
    void htmlShowsPublishedFiguresAsSuch() {
        assertThat(REPORT.toHtml(ReportDetails.NONE))
                .contains("Size and accuracy", "published by others and not measured here", "measured on PublicTest")
                .doesNotContain("Worst mistakes", "<h2>Training</h2>");
    }

    @Test
    void htmlShowsMistakesWithAWarning() {
        Mistake mistake = new Mistake(2, BrightnessModel.face(2), Emotion.FEAR, Emotion.ANGER, 0.875);

        String html = REPORT.toHtml(new ReportDetails(Optional.empty(), List.of(mistake)));

        assertThat(html)
                .contains("Worst mistakes", "must not", "anger 0.88", "is fear", "#2", "data:image/png;base64,");
    }

    @Test
    void htmlDoesNotCompareOtherLabelsWithWhatWasPublishedForFer2013() {
        float[] contempt = new float[Emotion.FERPLUS.size()];
        contempt[Emotion.FERPLUS.indexOf(Emotion.CONTEMPT)] = 1;
        Evaluation evaluation = Evaluation.of(Emotion.FERPLUS, new int[] {0}, new float[][] {contempt});
        EvaluationReport report =
                new EvaluationReport("plus.onnx", "onnx", "x", 1, 1, evaluation, Optional.empty(), Optional.empty());

        assertThat(report.toHtml(ReportDetails.NONE)).doesNotContain("Size and accuracy");
    }

    @Test
    void htmlShowsTheTrainingsCurves() {
        byte[] curves = Charts.trainingCurves(Map.of("train", List.of(0.5)), Map.of("train", List.of(1.0)));

        assertThat(REPORT.toHtml(new ReportDetails(Optional.of(curves), List.of())))
                .contains("<h2>Training</h2>", Base64.getEncoder().encodeToString(curves));
    }

    private static EvaluationReport with(Accuracy unseen) {
        return new EvaluationReport(
                "student.onnx",
                "onnx",
                "PublicTest",
                1_242_839,
                34_188_800,
                FOUR,
                Optional.empty(),
                Optional.of(unseen));
    }

    private static float[] oneHot(int index) {
        float[] row = new float[Emotion.FER2013.size()];
        row[index] = 1;
        return row;
    }
}
