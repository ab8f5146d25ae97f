package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.microexp.internal.engine.Engines;
import io.microexp.internal.engine.Network;
import io.microexp.internal.engine.kernel.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A detector file of the user's on the engine and on ONNX Runtime. Runs only with {@code -Dmicroexp.detector=<file>}, for
 * instance YuNet's, whose input is BGR in 0..255.
 */
@EnabledIfSystemProperty(named = "microexp.detector", matches = ".+")
class DetectorParityTest {
    private static final long SEED = 5;

    /** Two float32 runtimes on outputs of magnitude 10, after some 50 layers. */
    private static final float TOLERANCE = 2e-4f;

    @ParameterizedTest
    @DisplayName("Every output agrees at every image size")
    @CsvSource({"scalar,320,320", "vector,320,320", "scalar,480,640", "vector,480,640", "vector,96,160"})
    void outputsAgree(String kernels, int height, int width) throws IOException, OrtException {
        byte[] onnx = Files.readAllBytes(Path.of(System.getProperty("microexp.detector")));
        float[] image = image(height, width);
        Map<String, float[]> expected =
                OnnxReference.run(OnnxReference.resized(onnx, height, width), image, 3, height, width);
        Network network = Network.load(onnx, 3, height, width, Engines.kernels(kernels));
        Workspace workspace = network.newWorkspace();
        network.run(image, workspace);
        assertThat(network.outputs()).hasSameSizeAs(expected.keySet());
        for (Network.Output output : network.outputs()) {
            float[] found = new float[output.elements()];
            output.read(workspace, found);
            float[] reference = expected.get(output.name());
            assertThat(found).as(output.name()).hasSameSizeAs(reference);
            for (int i = 0; i < found.length; i++) {
                assertThat(Math.abs(found[i] - reference[i]) <= TOLERANCE)
                        .as("%s, element %d: expected %s, found %s", output.name(), i, reference[i], found[i])
                        .isTrue();
            }
        }
    }

    /** Disks of random place, size and color under noise. */
    private static float[] image(int height, int width) {
        Random random = new Random(SEED);
        float[] image = new float[3 * height * width];
        for (int i = 0; i < image.length; i++) {
            image[i] = 100 + 20 * random.nextFloat();
        }
        for (int disk = 0; disk < 12; disk++) {
            int radius = 5 + random.nextInt(60);
            int centerY = random.nextInt(height);
            int centerX = random.nextInt(width);
            for (int c = 0; c < 3; c++) {
                float color = 255 * random.nextFloat();
                for (int y = Math.max(0, centerY - radius); y < Math.min(height, centerY + radius); y++) {
                    for (int x = Math.max(0, centerX - radius); x < Math.min(width, centerX + radius); x++) {
                        if (Math.hypot(y - centerY, x - centerX) < radius) {
                            image[(c * height + y) * width + x] = color;
                        }
                    }
                }
            }
        }
        return image;
    }
}
