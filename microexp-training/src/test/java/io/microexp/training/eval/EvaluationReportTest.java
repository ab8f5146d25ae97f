package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.Emotion;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {
    /** Four faces: anger and disgust right, fear taken for anger, happiness right. */
    private static final Evaluation FOUR = Evaluation.of(
            Emotion.FER2013, new int[] {0, 1, 2, 3}, new float[][] {oneHot(0), oneHot(1), oneHot(0), oneHot(3)});

    private static final EvaluationReport REPORT =
            new EvaluationReport("student.onnx", "onnx", "PublicTest", 1_242_839, 34_188_800, FOUR, Optional.empty());

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
                        "confusionMatrix");
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
        Evaluation unseen = Evaluation.of(Emotion.FER2013, new int[] {2}, new float[][] {oneHot(0)});

        JsonObject json = JsonParser.parseString(with(unseen).toJson()).getAsJsonObject();

        assertThat(json.get("countUnseen").getAsInt()).isEqualTo(1);
        assertThat(json.get("accuracyUnseen").getAsDouble()).isZero();
    }

    @Test
    void textIsAlignedAndNamesEveryFigure() {
        assertThat(with(FOUR).toText().lines())
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
        String html = with(FOUR).toHtml();

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
        String html = REPORT.toHtml();

        // anger's F1 is 0.667, fear's 0
        assertThat(html)
                .contains("<td class=\"f1\">0.667</td>")
                .contains("<td class=\"f1 weak\">0.000</td>")
                .containsOnlyOnce("<div class=\"bar\" style=\"width:66.7%\">");
    }

    @Test
    void htmlEscapesTheModelsName() {
        EvaluationReport report = new EvaluationReport("<b>&.onnx", "onnx", "x", 1, 1, FOUR, Optional.empty());

        assertThat(report.toHtml()).contains("&lt;b&gt;&amp;.onnx").doesNotContain("<b>");
    }

    private static EvaluationReport with(Evaluation unseen) {
        return new EvaluationReport(
                "student.onnx", "onnx", "PublicTest", 1_242_839, 34_188_800, FOUR, Optional.of(unseen));
    }

    private static float[] oneHot(int index) {
        float[] row = new float[Emotion.FER2013.size()];
        row[index] = 1;
        return row;
    }
}
