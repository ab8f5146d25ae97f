package io.microexp.internal.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.ModelFormatException;
import io.microexp.internal.protobuf.OnnxMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorModelTest {
    private static final int MOST_BYTES = 2_200_000;

    @ParameterizedTest
    @ValueSource(strings = {"faceboxes.onnx", "blazeface.onnx"})
    @DisplayName("A bundled file has the SHA-256 beside it and names its license and source")
    void hasTheChecksumBesideIt(String name) throws Exception {
        byte[] onnx = resource(name);
        String checksum = new String(resource(name + ".sha256"), StandardCharsets.US_ASCII);
        assertThat(checksum)
                .isEqualTo(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(onnx)) + "  " + name + "\n");
        assertThat(OnnxMetadata.read(onnx, name))
                .containsKeys("microexp.detector", "microexp.license", "microexp.provenance");
    }

    @Test
    void staysSmall() throws IOException {
        assertThat(resource("faceboxes.onnx").length + resource("blazeface.onnx").length)
                .isLessThan(MOST_BYTES);
    }

    @Test
    @DisplayName("A model of something else is refused with the way to write a detector")
    void refusesOtherModels() throws IOException {
        byte[] other;
        try (InputStream in = DetectorModelTest.class.getResourceAsStream("/io/microexp/model/fer2013.onnx")) {
            other = in.readAllBytes();
        }
        assertThatThrownBy(() -> DetectorModel.of("other.onnx", other))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("other.onnx")
                .hasMessageContaining("convert-detector");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DetectorModelTest.class.getResourceAsStream("/io/microexp/face/" + name)) {
            return in.readAllBytes();
        }
    }
}
