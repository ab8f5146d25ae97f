package io.microexp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.microexp.Emotion;
import io.microexp.ModelFormatException;
import io.microexp.testing.Damage;
import io.microexp.testing.TestModels;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmotionModelTest {
    private static final byte[] BYTES = TestModels.sevenClasses().toBytes();

    @Test
    void knowsItsMetadataSizeAndHash() throws NoSuchAlgorithmException {
        EmotionModel model = EmotionModel.of("mine", BYTES);
        assertThat(model.name()).isEqualTo("mine");
        assertThat(model.sizeInBytes()).isEqualTo(BYTES.length);
        assertThat(model.metadata().labels()).isEqualTo(Emotion.FER2013);
        assertThat(model.metadata().preprocessing()).isEqualTo(Preprocessing.FER2013);
        assertThat(model.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(BYTES)));
        assertThat(model).hasToString("EmotionModel[mine, 7 classes]");
    }

    @Test
    void copiesBytesInAndOut() {
        byte[] given = BYTES.clone();
        EmotionModel model = EmotionModel.of("mine", given);
        Arrays.fill(given, (byte) 0);
        Arrays.fill(model.toBytes(), (byte) 0);
        assertThat(model.toBytes()).isEqualTo(BYTES);
    }

    @Test
    void readsAFileAndIsNamedAfterIt(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("face.onnx"), BYTES);
        EmotionModel model = EmotionModel.read(file);
        assertThat(model.name()).isEqualTo("face.onnx");
        assertThat(model.toBytes()).isEqualTo(BYTES);
    }

    @Test
    void namesAFileThatCannotBeRead(@TempDir Path folder) {
        Path absent = folder.resolve("absent.onnx");
        assertThatThrownBy(() -> EmotionModel.read(absent))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("Model file " + absent + " cannot be read: ");
        assertThatThrownBy(() -> EmotionModel.read(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage("Model file " + folder + " cannot be read: expected a regular file, found a folder");
    }

    @Test
    void namesTheBundledModelsWhenAnotherIsAskedFor() {
        assertThatThrownBy(() -> EmotionModel.bundled("nosuch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected a bundled model, one of [fer2013, ferplus], found \"nosuch\"");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void refusesPipesAndDevicesWithoutReadingThem(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path special : List.of(pipe, Path.of("/dev/zero"), Path.of("/dev/null"))) {
            assertThatThrownBy(() -> EmotionModel.read(special))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessage("Model file " + special
                            + " cannot be read: expected a regular file, found a device or pipe");
        }
    }

    @Test
    void refusesAHugeFileWithoutReadingIt(@TempDir Path folder) throws IOException {
        Path huge = folder.resolve("huge.onnx");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertThatThrownBy(() -> EmotionModel.read(huge))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage("Model file " + huge + " cannot be read: expected at most 256 MB, found more");
    }

    @Test
    void tellsAGitLfsPointerAndAnEmptyFile(@TempDir Path folder) throws IOException {
        Path pointer = Files.writeString(
                folder.resolve("pointer.onnx"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n");
        assertThatThrownBy(() -> EmotionModel.read(pointer)).hasMessageContaining("git lfs pull");
        Path empty = Files.createFile(folder.resolve("empty.onnx"));
        assertThatThrownBy(() -> EmotionModel.read(empty)).hasMessageEndingWith("cannot be read: it is empty");
    }

    @Test
    @Timeout(10)
    void messagesQuoteTheFilesTextInABoundedPrintableForm() {
        for (String text :
                List.of("\u001b[31mred\u0007\r\nnext line\u202e", " ".repeat(3_000_000), "x".repeat(3_000_000))) {
            for (String key : List.of(ModelMetadata.LABELS_KEY, ModelMetadata.FORMAT_KEY, ModelMetadata.METRICS_KEY)) {
                assertThatThrownBy(() -> EmotionModel.of("hostile", with(key, text)))
                        .isInstanceOf(ModelFormatException.class)
                        .satisfies(error -> assertThat(error.getMessage())
                                .hasSizeLessThan(1000)
                                .doesNotContainPattern("[\\p{Cntrl}\u202e]"));
            }
        }
    }

    @Test
    void refusesBytesThatAreNoModel() {
        assertThatThrownBy(() -> EmotionModel.of("empty", new byte[0]))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage("Model empty: expected an ONNX graph, found none in 0 bytes");
        assertThatThrownBy(() -> EmotionModel.of("text", "not a model".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("Model text: Not an intact ONNX file: at byte ");
    }

    @Test
    void refusesAModelThatMicroexpDidNotExport() {
        byte[] foreign =
                TestModels.sevenClasses().toProto().clearMetadataProps().build().toByteArray();
        assertThatThrownBy(() -> EmotionModel.of("foreign.onnx", foreign))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("not exported by microexp");
    }

    @Test
    void refusesAnotherFormatVersionAndUnknownLabels() {
        assertThatThrownBy(() -> EmotionModel.of("new.onnx", with(ModelMetadata.FORMAT_KEY, "2")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Model new.onnx: expected microexp.format 1, found 2");
        assertThatThrownBy(() -> EmotionModel.of("odd.onnx", with(ModelMetadata.LABELS_KEY, "[\"joy\"]")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Model odd.onnx")
                .hasMessageContaining("found \"joy\"");
    }

    private static byte[] with(String key, String value) {
        ModelProto.Builder model = TestModels.sevenClasses().toProto();
        for (StringStringEntryProto.Builder entry : model.getMetadataPropsBuilderList()) {
            if (entry.getKey().equals(key)) {
                entry.setValue(value);
            }
        }
        return model.build().toByteArray();
    }

    @Test
    void refusesEveryTruncationThatTakesMoreThanOptionalMetadata() {
        int intact = 0;
        for (int length = 0; length < BYTES.length; length++) {
            intact += loads(Arrays.copyOf(BYTES, length)) ? 1 : 0;
        }
        assertThat(intact).as("without provenance, and without metrics").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void loadsOrRefusesEveryDamagedFile(long seed) {
        Random random = new Random(seed);
        int files = 2000;
        int refused = 0;
        for (int i = 0; i < files; i++) {
            refused += loads(Damage.of(BYTES, random)) ? 0 : 1;
        }
        assertThat(refused).as("refused with seed %d", seed).isBetween(files / 10, files - 1);
    }

    /** False if it ends in the one error there may be; any other fails the test. */
    private static boolean loads(byte[] bytes) {
        try {
            return EmotionModel.of("damaged", bytes).metadata() != null;
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageStartingWith("Model damaged: ");
            return false;
        }
    }
}
