package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.training.testing.BrightnessModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    Path folder;

    private Path model;
    private Path csv;
    private Path json;
    private Path html;

    /** Anger and fear right, sadness taken for neutral. */
    @BeforeEach
    void evaluate() throws IOException {
        model = Files.write(
                folder.resolve("student.onnx"),
                BrightnessModel.of(Emotion.FER2013).toBytes());
        csv = FaceFiles.csv(
                folder.resolve("fer2013.csv"),
                List.of(
                        FaceFiles.row(0, 0, "PublicTest"),
                        FaceFiles.row(2, 2, "PublicTest"),
                        FaceFiles.row(6, 4, "PublicTest")));
        json = folder.resolve("evaluation.json");
        html = folder.resolve("report.html");
        CommandRun.of("evaluate", "--model", model, "--data", csv, "--split", "PublicTest", "--json", json)
                .succeeds();
    }

    @Test
    void makesThePageThatEvaluateMakesFromItsJsonAlone() throws IOException {
        Path direct = folder.resolve("direct.html");
        CommandRun.of("evaluate", "--model", model, "--data", csv, "--split", "PublicTest", "--html", direct)
                .succeeds();
        Files.delete(csv);

        CommandRun.of("report", "--json", json, "--html", html).succeeds();

        assertThat(html).hasSameTextualContentAs(direct);
    }

    @Test
    void addsTheTrainingsCurves() throws IOException {
        Path metrics = Files.writeString(
                folder.resolve("metrics.csv"),
                "epoch,learningRate,trainLoss,trainAccuracy,validLoss,validAccuracy,imagesPerSecond,seconds\n"
                        + "1,0.001,1.5,0.4,1.4,0.5,100,10\n");

        CommandRun.of("report", "--json", json, "--metrics", metrics, "--html", html)
                .succeeds();

        assertThat(html).content().contains("<h2>Training</h2>");
    }

    @Test
    void showsTheWorstMistakesWhereTheFacesAreGiven() {
        CommandRun.of("report", "--json", json, "--model", model, "--data", csv, "--html", html)
                .succeeds();

        assertThat(html).content().contains("must not", "neutral 1.00", "is sadness", "#2");
    }

    @Test
    void refusesAnotherModelOrOtherFaces() throws IOException {
        Path other = Files.write(
                folder.resolve("other.onnx"),
                BrightnessModel.of(Emotion.FERPLUS).toBytes());
        CommandRun.of("report", "--json", json, "--model", other, "--data", csv, "--html", html)
                .failsWith("student.onnx", "other.onnx", "evaluate --json");

        Path fewer = FaceFiles.csv(folder.resolve("fewer.csv"), List.of(FaceFiles.row(0, 0, "PublicTest")));
        CommandRun.of("report", "--json", json, "--model", model, "--data", fewer, "--html", html)
                .failsWith("3 faces of PublicTest", "1 faces");
        assertThat(html).doesNotExist();
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        CommandRun.of("report", "--json", json, "--data", csv, "--html", html).isWrongUsage("--model and --data");
        CommandRun.of("report", "--html", html).isWrongUsage("--json");
        CommandRun.of("report", "--json", folder.resolve("none.json"), "--html", html)
                .failsWith("none.json");
        CommandRun.of("report", "--json", Files.writeString(json, "{}"), "--html", html)
                .failsWith("schemaVersion");
    }
}
