package io.microexp.training.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.training.testing.TfjsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TfjsWeightsTest {
    private static final int CAPACITY = 1000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0000, 0x0p0",
        "8000, -0x0p0",
        "3c00, 0x1p0",
        "c000, -0x1p1",
        "3555, 0x1.554p-2",
        "7bff, 0x1.ffcp15",
        "0400, 0x1p-14",
        "03ff, 0x0.ffcp-14",
        "0001, 0x1p-24",
        "8001, -0x1p-24",
        "7c00, Infinity",
        "fc00, -Infinity",
        "7e00, NaN"
    })
    void halfPrecisionIsExact(String bits, String value) {
        assertThat(TfjsWeights.toFloat((short) Integer.parseInt(bits, 16))).isEqualTo(Float.valueOf(value));
    }

    @Test
    void readsEveryTypeAcrossShards() throws Exception {
        Path file = file().write(folder, "model", 3, 10);
        TfjsWeights weights = TfjsWeights.read(file);
        assertThat(weights.values("single", 2, 1)).containsExactly(1.5f, -2f);
        assertThat(weights.values("half", 3)).containsExactly(1f, 2f, -0x1p-24f);
        assertThat(weights.values("axes", 2)).containsExactly(1f, 2f);
        assertThat(weights.values("scalar")).containsExactly(6f);
    }

    private static TfjsFile file() {
        return new TfjsFile(CAPACITY)
                .float32("single", new int[] {2, 1}, 1.5f, -2f)
                .float16("half", new int[] {3}, (short) 0x3c00, (short) 0x4000, (short) 0x8001)
                .int32("axes", new int[] {2}, 1, 2)
                .float32("scalar", new int[0], 6f);
    }

    @Test
    void anotherNetworksTensorsAreNamed() throws Exception {
        TfjsWeights weights = TfjsWeights.read(file().write(folder, "model"));
        assertThatThrownBy(() -> weights.values("half", 1, 3))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("model.json", "half of shape [1, 3]", "found shape [3]");
        assertThatThrownBy(() -> weights.values("conv1", 3, 3))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("conv1 of shape [3, 3]", "4 tensors such as [single, half, axes, scalar]");
    }

    @Test
    void aMissingShardIsNamed() throws Exception {
        Path file = file().write(folder, "model", 8);
        Files.delete(folder.resolve("model1.bin"));
        assertRefused(file, "the file model1.bin beside it");
    }

    @Test
    void shardsOfAnotherLengthAreRefused() throws Exception {
        Path file = file().write(folder, "model");
        byte[] intact = Files.readAllBytes(folder.resolve("model0.bin"));
        assertThat(intact).hasSize(26);
        Files.write(folder.resolve("model0.bin"), Arrays.copyOf(intact, 25));
        assertRefused(file, "expected 4 bytes of scalar, found 3. A shard is cut short");
        Files.write(folder.resolve("model0.bin"), Arrays.copyOf(intact, 27));
        assertRefused(file, "expected 26 bytes in [model0.bin], found 27. The shards belong to another file");
    }

    @Test
    void otherTypesAreRefused() throws Exception {
        TfjsFile file = new TfjsFile(CAPACITY);
        file.describe("packed", new int[] {4}, "float32").put("quantization", Map.of("dtype", "uint8"));
        assertRefused(file.write(folder, "model"), "expected float32, float16 or int32 in packed, found uint8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1, 2; a readable model.json",
                "{}; a weightsManifest",
                "''; a weightsManifest",
                "{\"weightsManifest\": [{\"paths\": []}]}; a weightsManifest",
                "{\"weightsManifest\": [{\"paths\": [], \"weights\": [{\"name\": \"x\"}]}]}; a weightsManifest",
            })
    void aFileThatIsNoManifestIsRefused(String content, String expected) throws Exception {
        assertRefused(Files.writeString(folder.resolve("model.json"), content), expected);
    }

    @Test
    void aMissingFileIsRefused() {
        assertRefused(folder.resolve("none.json"), "a readable model.json");
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> TfjsWeights.read(file))
                .isInstanceOf(DataFormatException.class)
                .hasMessageStartingWith("TensorFlow.js weights " + file)
                .hasMessageContaining(reason);
    }
}
