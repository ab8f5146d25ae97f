package io.microexp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.ModelFormatException;
import io.microexp.testing.TestModels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each bundled model stands beside two checksums: {@code fer2013.onnx.sha256}, written by {@code sha256sum fer2013.onnx},
 * and {@code fer2013.onnx.crc32c}, which is checked at load and whose value a failure of these tests tells.
 */
class BundledModelsTest {
    private static final byte[] BYTES = TestModels.sevenClasses().toBytes();

    @ParameterizedTest
    @ValueSource(strings = {"fer2013", "ferplus"})
    void aBundledModelHasTheChecksumsBesideIt(String name) throws IOException {
        byte[] model = resource(name + ".onnx");
        assertThat(new String(resource(name + ".onnx.crc32c"), StandardCharsets.US_ASCII))
                .isEqualTo(EmotionModel.crc32c(model) + "\n");
        assertThat(new String(resource(name + ".onnx.sha256"), StandardCharsets.US_ASCII))
                .isEqualTo(EmotionModel.bundled(name).sha256() + "  " + name + ".onnx\n");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EmotionModel.class.getResourceAsStream(name)) {
            assertThat(in).as("resource " + name).isNotNull();
            return in.readAllBytes();
        }
    }

    @Test
    void anIntactModelIsAccepted() {
        assertThat(EmotionModel.verified("mine", BYTES, EmotionModel.crc32c(BYTES))
                        .toBytes())
                .isEqualTo(BYTES);
    }

    @Test
    void aDamagedModelIsRefusedWithBothChecksums() {
        String intact = EmotionModel.crc32c(BYTES);
        byte[] damaged = BYTES.clone();
        damaged[BYTES.length / 2] ^= 1;
        assertThatThrownBy(() -> EmotionModel.verified("mine", damaged, intact))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("Bundled model mine is damaged: expected CRC-32C " + intact + ", found ")
                .hasMessageContaining("Fetch the jar of microexp-core again");
    }
}
