package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.microexp.internal.engine.Engines;
import io.microexp.internal.engine.Network;
import io.microexp.internal.engine.RandomNetwork;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.Workspace;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random networks on the engine and on ONNX Runtime. {@code -Dmicroexp.networks=10000} compares more of them. */
class RandomNetworksTest {
    private static final int NETWORKS = Integer.getInteger("microexp.networks", 400);
    private static final long FIRST_SEED = 20_261_129;

    /** Two float32 runtimes that sum in different orders, relative to the largest output. */
    private static final float TOLERANCE = 1e-4f;

    @ParameterizedTest
    @DisplayName("Every output of every network agrees")
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void outputsAgree(String name) throws OrtException {
        KernelFactory kernels = Engines.kernels(name);
        int compared = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + NETWORKS; seed++) {
            RandomNetwork random = new RandomNetwork(seed);
            float[] image = random.image();
            Map<String, float[]> expected =
                    OnnxReference.run(random.bytes(), image, random.channels(), random.height(), random.width());
            Network network = Network.load(random.bytes(), random.channels(), random.height(), random.width(), kernels);
            Workspace workspace = network.newWorkspace();
            // the second run meets the memory as the first one has left it
            network.run(image, workspace);
            network.run(image, workspace);
            for (Network.Output output : network.outputs()) {
                float[] found = new float[output.elements()];
                output.read(workspace, found);
                assertAgree(found, expected.get(output.name()), "network " + seed + ", output " + output.name());
                compared++;
            }
        }
        assertThat(compared).as("outputs compared").isGreaterThanOrEqualTo(NETWORKS);
    }

    private static void assertAgree(float[] found, float[] expected, String what) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        float magnitude = 1;
        for (float value : expected) {
            magnitude = Math.max(magnitude, Math.abs(value));
        }
        for (int i = 0; i < found.length; i++) {
            assertThat(Math.abs(found[i] - expected[i]) <= TOLERANCE * magnitude)
                    .as("%s, element %d: expected %s, found %s", what, i, expected[i], found[i])
                    .isTrue();
        }
    }
}
