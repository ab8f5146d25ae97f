package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainAndExportTest {
    /** A run of one epoch that tests only read. */
    private static Path run;

    @TempDir
    Path folder;

    @BeforeAll
    static void trainOnce(@TempDir Path shared) {
        run = shared.resolve("run");
        train(run, "--epochs", "1").succeeds();
    }

    @Test
    void aRunBecomesAModelThatSaysWhereItCameFrom() throws IOException {
        Path file = folder.resolve("student.onnx");

        export(run, file).succeeds();

        EmotionModel model = EmotionModel.read(file);
        assertThat(model.metadata().labels()).isEqualTo(Emotion.FER2013);
        assertThat(model.metadata().temperature()).isEqualTo(1f);
        JsonObject provenance =
                JsonParser.parseString(model.metadata().provenance()).getAsJsonObject();
        assertThat(provenance.get("parameters").getAsLong()).isEqualTo(1_242_839);
        assertThat(provenance.get("seed").getAsLong()).isEqualTo(7);
        assertThat(provenance.getAsJsonObject("training").get("command").getAsString())
                .startsWith("microexp-train train ")
                .contains("--synthetic 70", "--out run")
                .doesNotContain(run.getParent().toString());
    }

    @Test
    void weightsAreStoredInHalfPrecisionUnlessToldOtherwise() throws IOException {
        Path half = folder.resolve("half.onnx");
        Path whole = folder.resolve("whole.onnx");

        export(run, half).succeeds();
        CommandRun.of("export", "--run", run, "--out", whole, "--weights", "float32")
                .succeeds();

        assertThat(Files.size(half)).isLessThan(Files.size(whole) * 51 / 100);
        assertThat(EmotionModel.read(half).metadata().provenance()).contains("\"weights\":\"FLOAT16\"");
        assertThat(EmotionModel.read(whole).metadata().provenance()).contains("\"weights\":\"FLOAT32\"");
    }

    @Test
    void theRunFolderHoldsLogAndCurves() throws IOException {
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(2);
        assertThat(run).isDirectoryContaining("glob:**curves.svg");
        assertThat(run).isDirectoryContaining("glob:**curves.png");
    }

    @Test
    void otherSettingsInTheFolderOfARunAreRefusedAndChangeNothing() throws IOException {
        String before = Files.readString(run.resolve("run.json"));

        CommandRun other = train(run, "--epochs", "2");

        other.failsWith("Run folder", "config.schedule.epochs: expected 2, found 1", "another folder");
        assertThat(Files.readString(run.resolve("run.json"))).isEqualTo(before);
    }

    @Test
    void aTeacherTeachesAStudentOfTheSameClasses() throws IOException {
        Path student = folder.resolve("student");

        train(student, "--epochs", "1", "--teacher", run, "--alpha", "0.7").succeeds();

        assertThat(student.resolve("best.weights")).isNotEmptyFile();
    }

    @Test
    void aRunAndItsModelFileTeachTogether() throws IOException {
        Path file = folder.resolve("teacher.onnx");
        export(run, file).succeeds();
        Path student = folder.resolve("student");

        train(student, "--epochs", "1", "--teacher", run, "--teacher", file, "--alpha", "0.7")
                .succeeds();

        assertThat(Files.readString(student.resolve("run.json")))
                .contains("--teacher run --teacher teacher.onnx --alpha 0.7");
    }

    @Test
    void classesAreWeighedByFocusAndBalance() throws IOException {
        Path focused = folder.resolve("focused");

        train(focused, "--epochs", "1", "--focal", "2", "--class-balance", "0.5")
                .succeeds();

        assertThat(Files.readString(focused.resolve("run.json")))
                .contains("\"focalGamma\": 2.0", "\"classBalance\": 0.5");
        train(focused, "--epochs", "1")
                .failsWith("config.objective.focalGamma: expected 0.0, found 2.0", "another folder");
    }

    @Test
    void distillationWithoutATeacherIsRefused() {
        train(folder.resolve("run"), "--epochs", "1", "--alpha", "0.7").failsWith("teacher", "alpha 0.7");
    }

    @Test
    void aFolderWithoutARunCannotBeExported() {
        export(folder.resolve("nothing"), folder.resolve("m.onnx")).failsWith("run.json", "nothing");
        assertThat(folder.resolve("m.onnx")).doesNotExist();
    }

    @Test
    void aRunWithoutTheTemperatureOfItsStartIsNotExported() throws IOException {
        Path damaged = Files.createDirectory(folder.resolve("without"));
        String description = Files.readString(run.resolve("run.json"));
        assertThat(description).contains("\"startTemperature\"");
        Files.writeString(damaged.resolve("run.json"), description.replace("\"startTemperature\"", "\"other\""));

        export(damaged, folder.resolve("m.onnx")).failsWith("run.json cannot be read", "startTemperature is missing");
    }

    @Test
    void weightsThatWereCutShortAreNotExported() throws IOException {
        Path damaged = Files.createDirectory(folder.resolve("damaged"));
        Files.copy(run.resolve("run.json"), damaged.resolve("run.json"));
        byte[] bytes = Files.readAllBytes(run.resolve("best.weights"));
        Files.write(damaged.resolve("best.weights"), Arrays.copyOf(bytes, bytes.length / 2));

        export(damaged, folder.resolve("m.onnx")).failsWith("best.weights");
        assertThat(folder.resolve("m.onnx")).doesNotExist();
    }

    private static CommandRun train(Path out, Object... more) {
        List<Object> args = new ArrayList<>(
                List.of("train", "--synthetic", "70", "--seed", "7", "--strides", "2,2,2,2,2", "--batch", "35"));
        args.addAll(List.of("--out", out));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }

    private static CommandRun export(Path run, Path file) {
        return CommandRun.of("export", "--run", run, "--out", file);
    }
}
