package io.microexp.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.training.eval.Accuracy;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.EvaluationReport;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextReportTest {
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
    void isAlignedAndNamesEveryFigure() {
        assertThat(TextReport.render(REPORT).lines())
                .startsWith(
                        "student.onnx on PublicTest with backend onnx",
                        "  accuracy       75.00 % (95 % interval 30.06 to 95.44), 3 of 4 faces",
                        "  ... unseen     75.00 % (95 % interval 30.06 to 95.44), 3 of 4 faces",
                        "  macro-F1       0.6667",
                        "  ECE            0.2500 (15 bins)",
                        "  ... crossval.  0.0300")
                .contains(
                        "  parameters     1,242,839",
                        "  multiply-adds  34,188,800",
                        "  class      precision    recall        F1   faces",
                        "  anger         0.5000    1.0000    0.6667       1",
                        "  fear               1         0         0         0         0         0         0");
    }

    private static float[] oneHot(int index) {
        float[] row = new float[Emotion.FER2013.size()];
        row[index] = 1;
        return row;
    }
}
