package io.microexp.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Results RESULTS = TestResults.of(Measured.cost("paper/onnx/p50", "us", 700, 710, 690));

    @TempDir
    private Path folder;

    @Test
    void aFileSaysWhatWasMeasuredWhereAndHow() {
        JsonObject json = JsonParser.parseString(RESULTS.toJson()).getAsJsonObject();

        assertThat(json.keySet())
                .containsExactly("schemaVersion", "environment", "model", "modelSha256", "jvmFlags", "measurements");
        assertThat(json.getAsJsonObject("environment").keySet())
                .containsExactly(
                        "board",
                        "cpu",
                        "cores",
                        "memoryMiB",
                        "operatingSystem",
                        "jdk",
                        "commit",
                        "governor",
                        "temperatureCelsius",
                        "loadAverage");
        JsonObject measured = json.getAsJsonArray("measurements").get(0).getAsJsonObject();
        assertThat(measured.keySet()).containsExactly("id", "unit", "lowerIsBetter", "value", "low", "high", "runs");
        assertThat(measured.get("value").getAsDouble()).isEqualTo(700);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("deep").resolve("board.json");
        RESULTS.write(file);

        assertThat(Results.read(file)).isEqualTo(RESULTS);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anotherVersionOrNoJsonIsRefused() throws IOException {
        Path file = folder.resolve("board.json");
        for (String text : new String[] {"", "{}", "{\"schemaVersion\": 99}", "not JSON", "[1, 2]"}) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> Results.read(file))
                    .as(text)
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining("board.json");
        }
    }
}
