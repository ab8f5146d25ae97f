package io.microexp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microexp.ModelFormatException;
import io.microexp.testing.TestModels;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bundled model stands beside its checksum, written by {@code sha256sum fer2013.onnx > fer2013.onnx.sha256}. */
class BundledModelsTest {
    private static final byte[] BYTES = TestModels.sevenClasses().toBytes();

    @ParameterizedTest
    @ValueSource(strings = {"fer2013", "ferplus"})
    void aBundledModelHasTheChecksumBesideIt(String name) throws IOException {
        URL checksum = EmotionModel.class.getResource(name + ".onnx.sha256");
        assertThat(checksum != null)
                .as("a checksum of %s is bundled, as the model is", name)
                .isEqualTo(EmotionModel.class.getResource(name + ".onnx") != null);
        assumeTrue(checksum != null, "the model " + name + " is not bundled");
        try (InputStream in = checksum.openStream()) {
            String line = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(line).isEqualTo(EmotionModel.bundled(name).sha256() + "  " + name + ".onnx\n");
        }
    }

    @Test
    void anIntactModelIsAccepted() {
        String sha256 = EmotionModel.of("mine", BYTES).sha256();
        assertThat(EmotionModel.verified("mine", BYTES, sha256 + "  mine.onnx\n")
                        .toBytes())
                .isEqualTo(BYTES);
    }

    @Test
    void aDamagedModelIsRefusedWithBothChecksums() {
        String sha256 = EmotionModel.of("mine", BYTES).sha256();
        byte[] damaged = BYTES.clone();
        damaged[BYTES.length / 2] ^= 1;
        assertThatThrownBy(() -> EmotionModel.verified("mine", damaged, sha256 + "  mine.onnx\n"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("Bundled model mine is damaged: expected SHA-256 " + sha256 + ", found ")
                .hasMessageContaining("Fetch the jar of microexp-core again");
    }
}
