package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.training.eval.robustness.Corruption;
import io.microexp.training.testing.BrightnessModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    private EmotionModel model;
    private Path modelFile;
    private Path csv;
    private Path json;

    /** PublicTest: anger, fear and happiness right, sadness taken for neutral; anger and sadness are in Training. */
    @BeforeEach
    void writeFiles() throws IOException {
        model = BrightnessModel.of(Emotion.FER2013, "{\"parameters\":1242839}");
        modelFile = Files.write(folder.resolve("student.onnx"), model.toBytes());
        json = folder.resolve("out/report.json");
        csv = FaceFiles.csv(
                folder.resolve("fer2013.csv"),
                List.of(
                        FaceFiles.row(0, 0, "Training"),
                        FaceFiles.row(6, 6, "Training"),
                        FaceFiles.row(0, 0, "PublicTest"),
                        FaceFiles.row(2, 2, "PublicTest"),
                        FaceFiles.row(3, 3, "PublicTest"),
                        FaceFiles.row(6, 4, "PublicTest")));
    }

    @Test
    void writesTheFiguresAsJson() throws IOException {
        CommandRun run = evaluate("--data", csv, "--split", "PublicTest", "--backend", "onnx", "--json", json);

        run.succeeds();
        JsonObject report = read(json);
        assertThat(report.get("model").getAsString()).isEqualTo("student.onnx sha256:" + model.sha256());
        assertThat(report.get("backend").getAsString()).isEqualTo("onnx");
        assertThat(report.get("usage").getAsString()).isEqualTo("PublicTest");
        assertThat(report.get("count").getAsInt()).isEqualTo(4);
        assertThat(report.get("accuracy").getAsDouble()).isEqualTo(0.75);
        assertThat(report.get("parameters").getAsLong()).isEqualTo(1_242_839);
        assertThat(report.get("macs").getAsLong()).isEqualTo(7);
        assertThat(report.getAsJsonArray("confusionMatrix").get(4).toString()).isEqualTo("[0,0,0,0,0,0,1]");
        assertThat(Files.readString(json)).doesNotContain(folder.toString());
    }

    @Test
    void printsTheReportAndWritesThePage() throws IOException {
        Path html = folder.resolve("report.html");

        CommandRun run = evaluate("--data", csv, "--split", "PublicTest", "--html", html);

        assertThat(run.succeeds().out()).contains("student.onnx", "accuracy       75.00 %", "3 of 4 faces");
        assertThat(html).content().startsWith("<!DOCTYPE html>").contains("75.0 %");
    }

    @Test
    void aReportOfMirroredScoresSaysSo() throws IOException {
        CommandRun run = evaluate("--data", csv, "--split", "PublicTest", "--mirrored", "--json", json);

        assertThat(run.succeeds().out()).contains("3 of 4 faces");
        assertThat(read(json).get("backend").getAsString()).isEqualTo("onnx, mirrored");
    }

    @Test
    void scoresFacesUnderCorruptions() throws IOException {
        Path table = folder.resolve("corruptions.json");

        CommandRun run = evaluate("--data", csv, "--split", "PublicTest", "--corruptions", table);

        assertThat(run.succeeds().out()).contains("noise 10", "blur 1.5", "mean loss");
        JsonObject report = read(table);
        assertThat(report.get("accuracy").getAsDouble()).isEqualTo(0.75);
        assertThat(report.getAsJsonArray("corruptions")).hasSize(Corruption.values().length);
        JsonObject jpeg = report.getAsJsonArray("corruptions").get(10).getAsJsonObject();
        assertThat(jpeg.get("corruption").getAsString()).isEqualTo("jpeg 15");
        assertThat(jpeg.get("lost").getAsDouble())
                .isEqualTo(0.75 - jpeg.get("accuracy").getAsDouble());
    }

    @Test
    void readsGzip() throws IOException {
        Path gz = FaceFiles.gzip(csv, folder.resolve("fer2013.csv.gz"));

        assertThat(evaluate("--data", gz, "--split", "PublicTest").succeeds().out())
                .contains("3 of 4 faces");
    }

    @Test
    void scoresFacesOutsideTheTrainingSplitApart() throws IOException {
        evaluate("--data", csv, "--split", "PublicTest", "--train-data", csv, "--json", json)
                .succeeds();

        JsonObject report = read(json);
        assertThat(report.get("countUnseen").getAsInt()).isEqualTo(2);
        assertThat(report.get("accuracyUnseen").getAsDouble()).isEqualTo(1);
    }

    @Test
    void saysWhenNoFaceIsUnseen() {
        evaluate("--data", csv, "--split", "Training", "--train-data", csv)
                .failsWith("found all 2 faces of Training", "Leave out --train-data");
    }

    @Test
    void takesFerPlusLabelsFromVotes() throws IOException {
        // neutral, fear, happiness, neutral: the first was labeled anger, the last sadness
        Path votes = FaceFiles.votes(folder.resolve("fer2013new.csv"), "PublicTest", 0, 6, 1, 0);

        evaluate("--data", csv, "--split", "PublicTest", "--votes", votes, "--protocol", "majority", "--json", json)
                .succeeds();

        assertThat(read(json).get("correct").getAsInt()).isEqualTo(3);
        assertThat(read(json).getAsJsonArray("confusionMatrix").get(6).toString())
                .isEqualTo("[1,0,0,0,0,0,1]");
    }

    @Test
    void refusesFacesOfAClassThatTheModelLacks() throws IOException {
        Path votes = FaceFiles.votes(folder.resolve("fer2013new.csv"), "PublicTest", 0, 6, 1, 7);

        evaluate("--data", csv, "--split", "PublicTest", "--votes", votes)
                .failsWith("faces of [contempt]", "surprise, neutral, contempt]", "surprise, neutral]");
    }

    @Test
    void readsAnImageFolder() throws IOException {
        image(folder.resolve("images/val/happy/a.png"), 3);
        image(folder.resolve("images/val/fear/b.png"), 2);

        CommandRun run = evaluate("--data", folder.resolve("images"), "--split", "val");

        assertThat(run.succeeds().out()).contains("2 of 2 faces");
    }

    @Test
    void findsTheSplitByItself() throws IOException {
        assertThat(evaluate("--data", csv, "--json", json).succeeds().out()).contains("3 of 4 faces");
        assertThat(read(json).get("usage").getAsString()).isEqualTo("PublicTest");

        image(folder.resolve("flat/happy/a.png"), 3);
        image(folder.resolve("flat/fear/b.png"), 3);
        assertThat(evaluate("--data", folder.resolve("flat")).succeeds().out()).contains("1 of 2 faces");
    }

    @Test
    void namesTheSplitsWhereItFindsNone() throws IOException {
        image(folder.resolve("images/mine/happy/a.png"), 3);
        image(folder.resolve("images/yours/happy/a.png"), 3);

        evaluate("--data", folder.resolve("images")).failsWith("found the splits [mine, yours]", "--split");
    }

    @Test
    void drawsFacesAndHoldsOutFaces() throws IOException {
        assertThat(evaluate("--synthetic", 70).succeeds().out()).contains("of 14 faces");

        evaluate("--synthetic", 70, "--hold-out", 0.5, "--json", json).succeeds();
        assertThat(read(json).get("usage").getAsString()).isEqualTo("50 % of synthetic");
    }

    @Test
    void saysWhatIsLeftOutOfAFolder() throws IOException {
        image(folder.resolve("images/val/happy/a.png"), 3);
        Files.writeString(folder.resolve("images/val/happy/b.webp"), "an image of another kind");

        CommandRun run = evaluate("--data", folder.resolve("images"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("1 of 1 faces");
        assertThat(run.err()).contains("left out 1 entries", "b.webp");
    }

    @Test
    void namesAMissingFile() {
        evaluate("--data", folder.resolve("none.csv"), "--split", "PublicTest").failsWith("none.csv");
        CommandRun.of("evaluate", "--model", folder.resolve("no.onnx"), "--data", csv, "--split", "PublicTest")
                .failsWith("Model file", "no.onnx");
        CommandRun.of("evaluate", "--model", "bundled:nothing", "--data", csv, "--split", "PublicTest")
                .failsWith("found \"nothing\"", "fer2013");
    }

    @Test
    void namesATruncatedGzipAndWritesNoReport() throws IOException {
        Path gz = FaceFiles.gzip(csv, folder.resolve("fer2013.csv.gz"));
        Files.write(gz, Arrays.copyOf(Files.readAllBytes(gz), (int) Files.size(gz) - 20));

        evaluate("--data", gz, "--split", "PublicTest", "--json", json).failsWith("fer2013.csv.gz");

        assertThat(json).doesNotExist();
    }

    @Test
    void namesAReportThatCannotBeWritten() {
        Path inAFile = csv.resolve("report.json");

        evaluate("--data", csv, "--split", "PublicTest", "--json", inAFile).failsWith("Cannot write", csv.toString());
    }

    @Test
    void namesTheSplitsThereAre() {
        evaluate("--data", csv, "--split", "Test").failsWith("the split Test", "[PublicTest, Training]");
    }

    @Test
    void namesTheBackendsThereAre() {
        evaluate("--data", csv, "--split", "PublicTest", "--backend", "abacus")
                .failsWith("No backend named \"abacus\"", "onnx");
    }

    @Test
    void refusesVotesThatDoNotMatch() throws IOException {
        Path votes = FaceFiles.votes(folder.resolve("fer2013new.csv"), "PublicTest", 0, 6, 1);

        evaluate("--data", csv, "--split", "PublicTest", "--votes", votes)
                .failsWith("fer2013new.csv", "expected 4 rows", "found 3");
    }

    @Test
    void refusesOptionsThatDoNotGoTogether() throws IOException {
        Path votes = FaceFiles.votes(folder.resolve("fer2013new.csv"), "PublicTest", 0);

        evaluate("--data", csv, "--split", "PublicTest", "--protocol", "majority")
                .isWrongUsage("--protocol needs --votes");
        evaluate("--data", folder, "--split", "PublicTest", "--votes", votes).isWrongUsage("--votes needs fer2013.csv");
        evaluate("--data", csv, "--split", "PublicTest", "--votes", votes, "--protocol", "most")
                .isWrongUsage("--protocol", "most", "PLURALITY, MAJORITY");
        evaluate().isWrongUsage("--data or --synthetic");
    }

    private CommandRun evaluate(Object... options) {
        Object[] args = new Object[options.length + 3];
        args[0] = "evaluate";
        args[1] = "--model";
        args[2] = modelFile;
        System.arraycopy(options, 0, args, 3, options.length);
        return CommandRun.of(args);
    }

    private static JsonObject read(Path json) throws IOException {
        return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    }

    private static void image(Path file, int shown) throws IOException {
        BufferedImage image = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
        int[] row = new int[48 * 48];
        Arrays.fill(row, BrightnessModel.face(shown).get(0, 0));
        image.getRaster().setSamples(0, 0, 48, 48, 0, row);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
