package io.microexp.training.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.microexp.DataFormatException;
import io.microexp.training.detector.DetectorConverter.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorConverterTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("The bundled files, which this converter wrote, run in ONNX Runtime with maps of the described size")
    void runsInOnnxRuntime() throws Exception {
        assertMaps(
                "faceboxes.onnx", 256, Map.of("level0", new long[] {1, 105, 8, 8}, "level2", new long[] {1, 5, 2, 2}));
        assertMaps(
                "blazeface.onnx", 128, Map.of("level8", new long[] {1, 34, 16, 16}, "level16", new long[] {1, 102, 8, 8
                }));
    }

    @Test
    @DisplayName("A file that is missing or of another network is named, and nothing is written")
    void namesWhatCannotBeConverted() throws IOException {
        Path out = folder.resolve("out.onnx");
        assertThatThrownBy(() -> DetectorConverter.convert(Source.FACEBOXES, folder.resolve("none.json"), out))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("none.json");
        Path other = folder.resolve("other.json");
        Files.writeString(
                other,
                "{\"weightsManifest\": [{\"paths\": [\"other.bin\"], \"weights\": [{\"name\": \"x\", \"shape\": [1],"
                        + " \"dtype\": \"float32\"}]}]}");
        Files.write(folder.resolve("other.bin"), new byte[4]);
        assertThatThrownBy(() -> DetectorConverter.convert(Source.BLAZEFACE, other, out))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("other.json")
                .hasMessageContaining("conv2d");
        assertThat(out).doesNotExist();
    }

    private static void assertMaps(String name, int side, Map<String, long[]> shapes) throws IOException, OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {1, 3, side, side};
        try (OrtSession session = environment.createSession(bundled(name));
                OnnxTensor image = OnnxTensor.createTensor(environment, FloatBuffer.allocate(3 * side * side), shape);
                OrtSession.Result result = session.run(Map.of("image", image))) {
            for (Map.Entry<String, long[]> map : shapes.entrySet()) {
                OnnxTensor value = (OnnxTensor) result.get(map.getKey()).orElseThrow();
                assertThat(value.getInfo().getShape())
                        .as("%s of %s", map.getKey(), name)
                        .isEqualTo(map.getValue());
            }
        }
    }

    private static byte[] bundled(String name) throws IOException {
        try (InputStream in = DetectorConverterTest.class.getResourceAsStream("/io/microexp/face/" + name)) {
            return in.readAllBytes();
        }
    }
}
