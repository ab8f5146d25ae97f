package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
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
        assertThat(EvaluationReport.fromJson(REPORT.toJson()).crossValidatedError())
                .isEmpty();
    }

    @Test
    void jsonReadsBackAsTheSameReport() {
        EvaluationReport report = with(new Accuracy(1, 3));

        EvaluationReport read = EvaluationReport.fromJson(report.toJson());

        assertThat(read.toJson()).isEqualTo(report.toJson());
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
