package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AverageCommandTest {
    @TempDir
    private Path folder;

    @Test
    void writesAModelThatSaysThatItIsNotCalibrated() throws IOException {
        Path out = folder.resolve("average.onnx");

        CommandRun run = CommandRun.of("average", "--model", "bundled", "--model", "bundled:fer2013", "--out", out)
                .succeeds();

        assertThat(run.out()).contains("temperature 1.000", "not calibrated");
        assertThat(EmotionModel.read(out).metadata().preprocessing()).isEqualTo(Preprocessing.FER2013);
        assertThat(CommandRun.of("inspect", "--model", out).succeeds().out()).contains("parameters        1242839");
    }

    @Test
    void refusesModelsOfOtherClasses() {
        Path out = folder.resolve("average.onnx");

        CommandRun.of("average", "--model", "bundled", "--model", "bundled:ferplus", "--out", out)
                .failsWith(
                        "Model ferplus",
                        "expected the network and preprocessing of fer2013, found new classes contempt");

        assertThat(out).doesNotExist();
    }
}
