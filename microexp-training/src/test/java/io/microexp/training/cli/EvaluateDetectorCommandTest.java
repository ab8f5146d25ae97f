package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateDetectorCommandTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("The faces of a split are scored as photographs are, a face that is not found being wrong")
    void scoresTheFacesOfASplit() throws IOException {
        Path csv = FaceFiles.csv(
                folder.resolve("fer2013.csv"),
                List.of(FaceFiles.row(0, 0, "PublicTest"), FaceFiles.row(3, 3, "PublicTest")));
        Path json = folder.resolve("out.json");

        evaluate("--data", csv, "--turned", "45", "--out", json).succeeds();

        JsonObject report = JsonParser.parseString(Files.readString(json))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
        JsonObject all = report.getAsJsonObject("answers").getAsJsonObject("ofAll");
        assertThat(all.get("count").getAsInt()).as("plain gray is no face").isZero();
        assertThat(all.get("total").getAsInt()).isEqualTo(2);
        assertThat(report.getAsJsonObject("retake").get("degrees").getAsDouble())
                .isEqualTo(45);
    }

    @Test
    void wantsPhotographsOrASplit() {
        evaluate().isWrongUsage("Expected either --photos or --data, found neither");
        evaluate("--photos", folder, "--data", folder).isWrongUsage("Expected either --photos or --data, found both");
    }

    private static CommandRun evaluate(Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("evaluate-detector", "--model", "bundled", "--detector", "builtin"));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }
}
