package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.training.onnx.OnnxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessingCommandTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("all but the preprocessing stays, and setting it back gives the first file bit for bit")
    void changesThePreprocessingAlone() throws IOException {
        EmotionModel model = EmotionModel.bundled();
        Path source = Files.write(folder.resolve("model.onnx"), model.toBytes());
        Path other = folder.resolve("other.onnx");
        Path back = folder.resolve("back.onnx");

        CommandRun.of("preprocessing", "--model", source, "--stretch-below", 60, "--no-restore", "--out", other)
                .succeeds();
        CommandRun.of("preprocessing", "--model", other, "--stretch-below", 100, "--restore", "--out", back)
                .succeeds();

        EmotionModel copy = EmotionModel.read(other);
        assertThat(copy.metadata().preprocessing())
                .isEqualTo(Preprocessing.FER2013.withStretchBelow(60).withRestore(false));
        assertThat(withoutMetadata(copy)).isEqualTo(withoutMetadata(model));
        assertThat(EmotionModel.read(back).metadata().preprocessing()).isEqualTo(Preprocessing.FER2013);
        assertThat(back).hasBinaryContent(model.toBytes());
    }

    @Test
    void keepsWhatIsNotNamed() throws IOException {
        Path out = folder.resolve("out.onnx");

        CommandRun.of("preprocessing", "--model", "bundled", "--no-restore", "--out", out)
                .succeeds();

        assertThat(EmotionModel.read(out).metadata().preprocessing())
                .isEqualTo(Preprocessing.FER2013.withRestore(false));
    }

    @Test
    void refusesToChangeNothing() {
        Path out = folder.resolve("out.onnx");

        CommandRun.of("preprocessing", "--model", "bundled", "--out", out)
                .failsWith("--stretch-below", "found neither");

        assertThat(out).doesNotExist();
    }

    @Test
    void refusesAThresholdThatIsNoGrayLevel() {
        Path out = folder.resolve("out.onnx");

        CommandRun.of("preprocessing", "--model", "bundled", "--stretch-below", 256, "--out", out)
                .failsWith("0..255 gray levels", "256");

        assertThat(out).doesNotExist();
    }

    private static ModelProto withoutMetadata(EmotionModel model) {
        return OnnxFile.parse(model).toBuilder().clearMetadataProps().build();
    }
}
