package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.microexp.training.data.synthetic.SyntheticFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareFiltersCommandTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("writes the figures of the scores and of both heads, each as they are and filtered")
    void writesFigures() throws IOException {
        Path data = folder.resolve("fer2013.csv");
        Path json = folder.resolve("filters.json");
        SyntheticFiles.write(data, folder.resolve("votes.csv"), 70, 1);

        CommandRun run = CommandRun.of(
                        "compare-filters",
                        "--model",
                        "bundled",
                        "--data",
                        data,
                        "--train-clips",
                        1,
                        "--test-clips",
                        1,
                        "--epochs",
                        1,
                        "--out",
                        json)
                .succeeds();

        JsonArray filters =
                JsonParser.parseString(Files.readString(json)).getAsJsonObject().getAsJsonArray("filters");
        assertThat(filters).hasSize(6);
        assertThat(run.out()).contains("scores, EmotionFilter", "GRU, EmotionFilter", "DENSE, EmotionFilter");
    }

    @Test
    void refusesNoClips() throws IOException {
        Path data = folder.resolve("fer2013.csv");
        SyntheticFiles.write(data, folder.resolve("votes.csv"), 70, 1);
        CommandRun.of("compare-filters", "--model", "bundled", "--data", data, "--test-clips", 0)
                .failsWith("at least 1 clip");
    }

    @Test
    void refusesFacesOfOneLabel() throws IOException {
        Path data = folder.resolve("fer2013.csv");
        String pixels = "0 ".repeat(48 * 48).strip();
        Files.writeString(
                data,
                "emotion,pixels,Usage\n3," + pixels + ",Training\n3," + pixels + ",Training\n3," + pixels
                        + ",PublicTest\n");
        CommandRun.of("compare-filters", "--model", "bundled", "--data", data)
                .failsWith("two or more of the model's labels", "Training", "found 1");
    }
}
