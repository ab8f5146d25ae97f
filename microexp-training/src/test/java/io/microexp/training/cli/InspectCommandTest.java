package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.training.testing.BrightnessModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    @TempDir
    Path folder;

    @Test
    void writesJsonWithCostAndMetadata() throws IOException {
        EmotionModel model = BrightnessModel.of(Emotion.FERPLUS, "{\"parameters\":1243096,\"seed\":7}");
        Path json = folder.resolve("inspect.json");

        CommandRun.of("inspect", "--model", write(model), "--json", json).succeeds();

        JsonObject facts = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(facts.keySet())
                .containsExactly(
                        "schemaVersion",
                        "model",
                        "sha256",
                        "bytes",
                        "parameters",
                        "storedParameters",
                        "macs",
                        "opset",
                        "nodes",
                        "calibrated",
                        "format",
                        "labels",
                        "input",
                        "preprocessing",
                        "temperature",
                        "metrics",
                        "provenance");
        assertThat(facts.get("model").getAsString()).isEqualTo("student.onnx");
        assertThat(facts.get("sha256").getAsString()).isEqualTo(model.sha256());
        assertThat(facts.get("bytes").getAsInt()).isEqualTo(model.sizeInBytes());
        assertThat(facts.get("parameters").getAsLong()).isEqualTo(1_243_096);
        assertThat(facts.get("storedParameters").getAsLong()).isEqualTo(16);
        assertThat(facts.get("macs").getAsLong()).isEqualTo(8);
        assertThat(facts.getAsJsonArray("labels")).hasSize(8);
        assertThat(facts.getAsJsonObject("preprocessing").get("mean").getAsDouble())
                .isZero();
        assertThat(facts.getAsJsonObject("metrics").get("accuracy").getAsDouble())
                .isEqualTo(0.5);
        assertThat(facts.getAsJsonObject("provenance").get("seed").getAsInt()).isEqualTo(7);
    }

    @Test
    void printsTextAndCountsStoredParametersWithoutProvenance() throws IOException {
        CommandRun run = CommandRun.of("inspect", "--model", write(BrightnessModel.of(Emotion.FER2013)));

        assertThat(run.succeeds().out().lines())
                .contains("model             student.onnx", "parameters        14", "macs              7")
                .anyMatch(line -> line.startsWith("labels            [\"anger\""));
    }

    @Test
    void printsJsonWhenNoFileIsNamed() throws IOException {
        CommandRun run = CommandRun.of("inspect", "--model", write(BrightnessModel.of(Emotion.FER2013)), "--json");

        JsonObject facts = JsonParser.parseString(run.succeeds().out()).getAsJsonObject();
        assertThat(facts.get("opset").getAsInt()).isEqualTo(17);
    }

    @Test
    void countsTheNetworksOfThePapersTableAndWritesThemAsJson() throws IOException {
        Path file = folder.resolve("table1.json");
        CommandRun run = CommandRun.of("inspect", "--table1", "--json", file);

        assertThat(run.succeeds().out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("ResNet-50 25.6 4.10 74.8 25,557,032 4,089,184,256 "))
                .anyMatch(line -> line.endsWith(" 1,242,839 34,188,800"))
                .anyMatch(line -> line.startsWith("Published figures are the paper's, not measured here"));
        JsonObject row = JsonParser.parseString(Files.readString(file))
                .getAsJsonObject()
                .getAsJsonArray("networks")
                .get(1)
                .getAsJsonObject();
        assertThat(row.keySet()).containsExactly("name", "publishedInThePaper", "photograph", "face");
        assertThat(row.get("name").getAsString()).isEqualTo("ResNet-50");
        assertThat(row.getAsJsonObject("publishedInThePaper").toString())
                .isEqualTo("{\"parametersMillions\":25.6,\"gigaflops\":4.1,\"accuracyPercent\":74.8}");
        assertThat(row.getAsJsonObject("face").get("parameters").getAsLong()).isEqualTo(23_516_103);
        assertThat(row.getAsJsonObject("face").get("side").getAsInt()).isEqualTo(48);
    }

    @Test
    void wantsAModelOrTheTable() {
        CommandRun.of("inspect").isWrongUsage("--model", "--table1");
        CommandRun.of("inspect", "--model", "bundled", "--table1").isWrongUsage("--model", "--table1");
    }

    @Test
    void namesProvenanceWhoseParametersAreNoNumber() throws IOException {
        for (String value : List.of("\"many\"", "{}", "null")) {
            Path file = write(BrightnessModel.of(Emotion.FER2013, "{\"parameters\":" + value + "}"));

            CommandRun.of("inspect", "--model", file).failsWith("student.onnx", "parameters", value);
        }
    }

    private Path write(EmotionModel model) throws IOException {
        return Files.write(folder.resolve("student.onnx"), model.toBytes());
    }
}
