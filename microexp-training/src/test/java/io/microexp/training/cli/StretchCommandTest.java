package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.training.onnx.OnnxFile;
import io.microexp.training.testing.BrightnessModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StretchCommandTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("all but the threshold stays, and setting it back gives the first file bit for bit")
    void changesTheThresholdAlone() throws IOException {
        EmotionModel model = BrightnessModel.of(Emotion.FER2013);
        Path source = Files.write(folder.resolve("model.onnx"), model.toBytes());
        Path stretching = folder.resolve("stretching.onnx");
        Path back = folder.resolve("back.onnx");

        CommandRun.of("stretch", "--model", source, "--below", 100, "--out", stretching)
                .succeeds();
        CommandRun.of("stretch", "--model", stretching, "--below", 0, "--out", back)
                .succeeds();

        EmotionModel copy = EmotionModel.read(stretching);
        assertThat(copy.metadata().preprocessing())
                .isEqualTo(model.metadata().preprocessing().withStretchBelow(100));
        assertThat(withoutMetadata(copy)).isEqualTo(withoutMetadata(model));
        assertThat(back).hasBinaryContent(model.toBytes());
    }

    @Test
    void refusesAThresholdThatIsNoGrayLevel() throws IOException {
        Path out = folder.resolve("out.onnx");

        CommandRun.of("stretch", "--model", "bundled", "--below", 256, "--out", out)
                .failsWith("0..255 gray levels", "256");

        assertThat(out).doesNotExist();
    }

    private static ModelProto withoutMetadata(EmotionModel model) {
        return OnnxFile.parse(model).toBuilder().clearMetadataProps().build();
    }
}
