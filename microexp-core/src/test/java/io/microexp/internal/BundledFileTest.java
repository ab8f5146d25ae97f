package io.microexp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each bundled network stands beside two checksums: {@code fer2013.onnx.sha256}, written by
 * {@code sha256sum fer2013.onnx}, and {@code fer2013.onnx.crc32c}, which is checked at load and whose value a failure
 * of these tests tells.
 */
class BundledFileTest {
    private static final byte[] BYTES = "the bytes of a model".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(strings = {"model/fer2013.onnx", "model/ferplus.onnx", "face/faceboxes.onnx", "face/blazeface.onnx"})
    void aBundledFileHasTheChecksumsBesideIt(String name) throws Exception {
        byte[] file = resource(name);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        assertThat(text(name + ".crc32c")).isEqualTo(BundledFile.crc32c(file) + "\n");
        assertThat(text(name + ".sha256")).isEqualTo(hash + "  " + name.replaceFirst(".*/", "") + "\n");
        assertThat(BundledFile.read("Bundled model", "/io/microexp/" + name)).isEqualTo(file);
    }

    private static String text(String name) throws IOException {
        return new String(resource(name), StandardCharsets.US_ASCII);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EmotionModel.class.getResourceAsStream("/io/microexp/" + name)) {
            assertThat(in).as("resource " + name).isNotNull();
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void aStreamIsReadWhollyWhateverItSaysIsAvailable(int available) throws IOException {
        InputStream in = new ByteArrayInputStream(BYTES) {
            @Override
            public synchronized int available() {
                return available;
            }
        };
        assertThat(BundledFile.allBytes(in)).isEqualTo(BYTES);
    }

    @Test
    void aStreamThatEndsEarlierThanItSaysIsReadAsFarAsItGoes() throws IOException {
        InputStream in = new ByteArrayInputStream(BYTES) {
            @Override
            public synchronized int available() {
                return 2 * BYTES.length;
            }
        };
        assertThat(BundledFile.allBytes(in)).isEqualTo(BYTES);
    }

    @Test
    void anIntactFileIsAccepted() {
        assertThat(BundledFile.verified("Bundled model mine", BYTES, BundledFile.crc32c(BYTES)))
                .isEqualTo(BYTES);
    }

    @Test
    void everyFlippedBitIsRefusedWithBothChecksums() {
        String intact = BundledFile.crc32c(BYTES);
        for (int bit = 0; bit < 8 * BYTES.length; bit++) {
            byte[] damaged = BYTES.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> BundledFile.verified("Bundled face detector mine", damaged, intact))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessage("Bundled face detector mine is damaged: expected CRC-32C " + intact + ", found "
                            + BundledFile.crc32c(damaged) + ". Fetch the jar of microexp-core again");
        }
    }

    @Test
    void namesAFileThatIsMissing() {
        assertThatThrownBy(() -> BundledFile.read("Bundled model absent", "/io/microexp/model/absent.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("Bundled model absent: expected the resource /io/microexp/model/absent.onnx")
                .hasMessageContaining("whole jar of microexp-core");
    }
}
