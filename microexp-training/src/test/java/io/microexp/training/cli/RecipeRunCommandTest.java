package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.training.cli.option.Recipe;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.data.synthetic.SyntheticFiles;
import io.microexp.training.testing.AffectNetFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeRunCommandTest {
    private static final Path RECIPES = Path.of("recipes");

    @TempDir
    private Path folder;

    @Test
    @DisplayName("the committed main recipe makes both models from drawn faces, and a second run repeats nothing")
    void mainRecipeRuns() throws IOException {
        SyntheticFiles.write(data(), votes(), 70, 1);
        recordSoftTargets();
        CommandRun first = runMain("epochs=2");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).contains("step 1 of 15, train: about 2.8 core-hours", "step 15 of 15, report-ferplus");
        assertThat(EmotionModel.read(folder.resolve("fer2013-int8.onnx"))
                        .metadata()
                        .labels())
                .isEqualTo(Emotion.FER2013);
        assertThat(EmotionModel.read(folder.resolve("ferplus-int8.onnx"))
                        .metadata()
                        .labels())
                .isEqualTo(Emotion.FERPLUS);
        assertThat(JsonParser.parseString(Files.readString(folder.resolve("ferplus-corruptions.json")))
                        .getAsJsonObject()
                        .get("protocol")
                        .getAsString())
                .isEqualTo("FER+ PLURALITY");
        assertThat(folder.resolve("ferplus.html")).content().contains("ferplus.onnx");

        CommandRun second = runMain("epochs=2");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).isEmpty();
        assertThat(second.err()).contains("step 1 of 15, train: done before");

        CommandRun other = runMain("epochs=3");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("step train was run as", "another folder");
    }

    private Path data() {
        return folder.resolve("fer2013.csv");
    }

    private Path votes() {
        return folder.resolve("fer2013new.csv");
    }

    /** Records what the recipe distills: predictions of a two-headed teacher and of both bundled models. */
    private void recordSoftTargets() throws IOException {
        Path teacher = folder.resolve("teacher");
        Path soft = folder.resolve("soft");
        Object[] labels = {"--data", data()};
        Object[] both = {"--data", data(), "--votes", votes()};
        run(both, "train", "--two-heads", "--strides", "2,2,2,2,2", "--epochs", 1, "--batch", 35, "--out", teacher);
        record(both, teacher, soft.resolve("two-heads"), "--two-heads");
        record(labels, bundled("fer2013"), soft.resolve("fer2013"));
        record(both, bundled("ferplus"), soft.resolve("ferplus"));
    }

    private Path bundled(String name) throws IOException {
        return Files.write(
                folder.resolve("teacher-" + name + ".onnx"),
                EmotionModel.bundled(name).toBytes());
    }

    private static void record(Object[] source, Object teacher, Path out, Object... more) {
        Object[] all = Stream.concat(Arrays.stream(source), Arrays.stream(more)).toArray();
        run(all, "soft-targets", "--teacher", teacher, "--views", 1, "--augmentation", "NONE", "--out", out);
    }

    private CommandRun runMain(String epochs) {
        return CommandRun.of(
                "recipe",
                "run",
                RECIPES.resolve("two-heads.yaml"),
                "--data",
                data(),
                "--votes",
                votes(),
                "--out",
                folder,
                "--set",
                "softTargets=" + folder.resolve("soft"),
                "--set",
                epochs,
                "--set",
                "stageEpochs=1",
                "--set",
                "batch=35",
                "--set",
                "strides=2,2,2,2,2",
                "--set",
                "calibrationFaces=14");
    }

    @Test
    @DisplayName("the last stage makes the mean of a model and of what it became on degraded views")
    void lastStageRuns() throws IOException {
        CommandRun run = CommandRun.of(
                "recipe",
                "run",
                RECIPES.resolve("last-stage.yaml"),
                "--synthetic",
                70,
                "--out",
                folder,
                "--set",
                "epochs=1",
                "--set",
                "batch=35",
                "--set",
                "calibrationFaces=14");

        assertThat(run.exitCode()).as(run.err()).isZero();
        EmotionModel robust = EmotionModel.read(folder.resolve("robust.onnx"));
        assertThat(robust.metadata().preprocessing()).isEqualTo(Preprocessing.FER2013);
        assertThat(robust.metadata().provenance()).contains("averageOf", "start.onnx", "stage.onnx");
        assertThat(EmotionModel.read(folder.resolve("robust-int8.onnx")).sizeInBytes())
                .isLessThan(robust.sizeInBytes());
    }

    @Test
    @DisplayName("the recipe for AffectNet trains eight classes from its folders")
    void trainsOnAffectNetsLayout() throws IOException {
        Path data = folder.resolve("affectnet-data");
        AffectNetFiles.write(
                data.resolve("train_set"), SyntheticFaces.generate("t", AffectNetFiles.CLASSES, 64, 48, 1));
        AffectNetFiles.write(data.resolve("val_set"), SyntheticFaces.generate("v", AffectNetFiles.CLASSES, 40, 48, 2));

        CommandRun run = CommandRun.of(
                "recipe",
                "run",
                RECIPES.resolve("affectnet.yaml"),
                "--data",
                data,
                "--out",
                folder,
                "--set",
                "epochs=2",
                "--set",
                "batch=32",
                "--set",
                "strides=2,2,2,2,2",
                "--set",
                "calibrationFaces=16");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(EmotionModel.read(folder.resolve("affectnet.onnx"))
                        .metadata()
                        .labels())
                .isEqualTo(Emotion.FERPLUS);
        assertThat(folder.resolve("affectnet.json")).content().contains("\"usage\": \"val_set\"", "\"count\": 40");
    }

    @Test
    @DisplayName("a step that fails ends the run, which resumes there")
    void resumesAtTheStepThatFailed() throws IOException {
        Path recipe = Files.writeString(folder.resolve("recipe.yaml"), """
                description: Inspects two models.
                steps:
                  - {name: bundled, coreHours: 0, command: "inspect --model bundled"}
                  - {name: own, coreHours: 0.5, command: "inspect --model ${out}/own.onnx"}
                """);
        Object[] args = {"recipe", "run", recipe, "--data", "none.csv", "--out", folder};

        CommandRun failed = CommandRun.of(args);
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("step 2 of 2, own: failed");

        Files.write(folder.resolve("own.onnx"), EmotionModel.bundled("ferplus").toBytes());
        CommandRun resumed = CommandRun.of(args);
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("step 1 of 2, bundled: done before", "step 2 of 2, own: about 0.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-heads.yaml", "last-stage.yaml", "teachers-student.yaml", "affectnet.yaml"})
    @DisplayName("every command of a committed recipe is one that this command line knows")
    void committedRecipesParse(String name) {
        Recipe recipe = Recipe.read(RECIPES.resolve(name));
        Map<String, String> values = new HashMap<>(recipe.variables());
        values.putAll(Map.of("data", "d.csv", "votes", "v.csv", "pretrained", "p.json", "out", "o"));

        assertThat(recipe.steps())
                .isNotEmpty()
                .allSatisfy(
                        step -> Main.commandLine().parseArgs(step.args(values).toArray(String[]::new)));
    }

    @Test
    void missingValuesAreNamedBeforeAnyStep() {
        CommandRun.of("recipe", "run", RECIPES.resolve("two-heads.yaml"), "--data", "d.csv", "--out", folder)
                .failsWith("${votes}", "Give --votes");
        CommandRun.of(
                        "recipe",
                        "run",
                        RECIPES.resolve("two-heads.yaml"),
                        "--synthetic",
                        7,
                        "--out",
                        folder,
                        "--set",
                        "epoch=3")
                .failsWith("one of the recipe's variables", "found epoch");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steps: []",
                "description: x",
                "description: x\nsteps: [{name: a, coreHours: 1}]",
                "description: x\nsteps: [{name: a, coreHours: long, command: train}]",
                "description: x\nsteps: [{name: a, coreHours: 1, command: c}, {name: a, coreHours: 1, command: c}]",
                "a: [b"
            })
    void damagedRecipesAreRefused(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), yaml);

        assertThatThrownBy(() -> Recipe.read(file))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("bad.yaml");
    }

    @Test
    @DisplayName("two-headed soft targets of a two-headed teacher train a two-headed student")
    void softTargetsOfTwoHeads() {
        Path teacher = folder.resolve("teacher");
        Path soft = folder.resolve("soft");
        Object[] source = {"--synthetic", 35, "--two-heads"};
        run(source, "train", "--strides", "2,2,2,2,2", "--epochs", 1, "--batch", 35, "--out", teacher);

        run(
                source,
                "soft-targets",
                "--teacher",
                teacher,
                "--mirrored",
                "--views",
                1,
                "--augmentation",
                "ROBUST",
                "--out",
                soft);
        run(
                source,
                "train",
                "--strides",
                "2,2,2,2,2",
                "--epochs",
                2,
                "--batch",
                35,
                "--augmentation",
                "ROBUST",
                "--soft-targets",
                soft,
                "--alpha",
                0.7,
                "--out",
                folder.resolve("student"));
    }

    private static void run(Object[] source, Object... args) {
        Object[] all = Stream.concat(Arrays.stream(args), Arrays.stream(source)).toArray();
        CommandRun.of(all).succeeds();
    }
}
