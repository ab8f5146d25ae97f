package io.microexp.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.training.eval.Accuracy;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.EvaluationReport;
import io.microexp.training.eval.Mistake;
import io.microexp.training.testing.BrightnessModel;
import io.microexp.training.train.EpochMetrics;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    /** Four faces: anger and disgust right, fear taken for anger, happiness right. */
    private static final Evaluation FOUR = Evaluation.of(
            Emotion.FER2013, new int[] {0, 1, 2, 3}, new float[][] {oneHot(0), oneHot(1), oneHot(0), oneHot(3)});

    private static final EvaluationReport REPORT = new EvaluationReport(
            "student.onnx",
            "onnx",
            "PublicTest",
            1_242_839,
            34_188_800,
            FOUR,
            Optional.of(0.03),
            Optional.of(Accuracy.of(FOUR)));

    @Test
    void standsAloneAndShowsEveryFigure() {
        String html = HtmlReport.render(REPORT, ReportDetails.NONE);

        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .contains("student.onnx", "PublicTest, 4 faces, backend onnx")
                .contains("75.0 %", "30.1 to 95.4 (95 %); 3 of 4", "Accuracy, unseen faces", "byte for byte")
                .contains("1,242,839 parameters, 34,188,800 multiply-adds an image")
                .contains("data:image/svg+xml;base64,")
                .doesNotContain("http://", "https://", "<script", "<link");
    }

    @Test
    void marksWeakClassesAlone() {
        String html = HtmlReport.render(REPORT, ReportDetails.NONE);

        // anger's F1 is 0.667, fear's 0
        assertThat(html)
                .contains("<td class=\"f1\">0.667</td>")
                .contains("<td class=\"f1 weak\">0.000</td>")
                .containsOnlyOnce("<div class=\"bar\" style=\"width:66.7%\">");
    }

    @Test
    void escapesTheModelsName() {
        EvaluationReport report =
                new EvaluationReport("<b>&.onnx", "onnx", "x", 1, 1, FOUR, Optional.empty(), Optional.empty());

        assertThat(HtmlReport.render(report, ReportDetails.NONE))
                .contains("&lt;b&gt;&amp;.onnx")
                .doesNotContain("<b>");
    }

    @Test
    void showsPublishedFiguresAsSuch() {
        assertThat(HtmlReport.render(REPORT, ReportDetails.NONE))
                .contains("Size and accuracy", "published by others and not measured here", "measured on PublicTest")
                .doesNotContain("Worst mistakes", "<h2>Training</h2>");
    }

    @Test
    void showsMistakesWithAWarning() {
        Mistake mistake = new Mistake(2, BrightnessModel.face(2), Emotion.FEAR, Emotion.ANGER, 0.875);

        String html = HtmlReport.render(REPORT, new ReportDetails(Optional.empty(), List.of(mistake)));

        assertThat(html)
                .contains("Worst mistakes", "must not", "anger 0.88", "is fear", "#2", "data:image/png;base64,");
    }

    @Test
    void doesNotCompareOtherLabelsWithWhatWasPublishedForFer2013() {
        float[] contempt = new float[Emotion.FERPLUS.size()];
        contempt[Emotion.FERPLUS.indexOf(Emotion.CONTEMPT)] = 1;
        Evaluation evaluation = Evaluation.of(Emotion.FERPLUS, new int[] {0}, new float[][] {contempt});
        EvaluationReport report =
                new EvaluationReport("plus.onnx", "onnx", "x", 1, 1, evaluation, Optional.empty(), Optional.empty());

        assertThat(HtmlReport.render(report, ReportDetails.NONE)).doesNotContain("Size and accuracy");
    }

    @Test
    void showsTheTrainingsCurves() {
        byte[] curves = Charts.trainingCurves(List.of(new EpochMetrics(1, 1e-3f, 1.0, 0.5, 1.0, 0.5, 100, 1)));

        assertThat(HtmlReport.render(REPORT, new ReportDetails(Optional.of(curves), List.of())))
                .contains("<h2>Training</h2>", Base64.getEncoder().encodeToString(curves));
    }

    private static float[] oneHot(int index) {
        float[] row = new float[Emotion.FER2013.size()];
        row[index] = 1;
        return row;
    }
}
