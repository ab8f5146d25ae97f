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
