package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.microexp.ModelFormatException;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
    private static final int DECLARED = 16;

    /** A fully convolutional network of two outputs, exported for 16 x 16 pixels. */
    private static byte[] detector(int height, int width) {
        OnnxBuilder onnx = new OnnxBuilder(7, 3, height, width);
        String x = onnx.node("Relu", onnx.conv(OnnxBuilder.INPUT, 3, 12, 3, 2, 1));
        x = onnx.node("Relu", onnx.conv(x, 12, 12, 3, 1, 12));
        String scores = onnx.node("Sigmoid", onnx.conv(x, 12, 1, 1, 1, 1));
        String last =
                onnx.node("Transpose", List.of(onnx.conv(x, 12, 4, 1, 1, 1)), Map.of("perm", new long[] {0, 2, 3, 1}));
        return onnx.bytes(scores, onnx.node("Reshape", last, onnx.longs(1, -1, 4)));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    @DisplayName("The caller's image size replaces the one that the file declares")
    void sizeIsChosenAtLoad(String kernels) {
        Network network = Network.load(detector(DECLARED, DECLARED), 3, 10, 22, Engines.kernels(kernels));
        assertThat(List.of(network.channels(), network.height(), network.width()))
                .containsExactly(3, 10, 22);
        NaiveInterpreter.Tensor image = Engines.image(8, 3, 10, 22);
        Map<String, NaiveInterpreter.Tensor> expected = NaiveInterpreter.runAll(detector(10, 22), image);
        Workspace workspace = network.newWorkspace();
        network.run(floats(image.data()), workspace);
        assertThat(network.outputs()).hasSize(2);
        for (Network.Output output : network.outputs()) {
            NaiveInterpreter.Tensor tensor = expected.get(output.name());
            assertThat(output.dims()).isEqualTo(tensor.dims());
            float[] values = new float[output.elements()];
            output.read(workspace, values);
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(values[i] - tensor.data()[i]) <= Engines.TOLERANCE)
                        .as("%s, element %d: expected %s, found %s", output.name(), i, tensor.data()[i], values[i])
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("A gray image gives what it gives in all channels of a color image")
    void grayImage() {
        int pixels = DECLARED * DECLARED;
        float[] gray = floats(Engines.image(9, 1, DECLARED, DECLARED).data());
        float[] color = new float[3 * pixels];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(gray, 0, color, c * pixels, pixels);
        }
        byte[] onnx = detector(DECLARED, DECLARED);
        Map<String, float[]> expected = results(Network.load(onnx, 3, DECLARED, DECLARED), color);
        Network network = Network.loadForGray(onnx, 3, DECLARED, DECLARED);
        assertThat(network.channels()).isEqualTo(1);
        Map<String, float[]> found = results(network, gray);
        assertThat(found).hasSize(2);
        found.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                float value = expected.get(name)[i];
                assertThat(Math.abs(values[i] - value) <= Engines.TOLERANCE)
                        .as("%s, element %d: expected %s, found %s", name, i, value, values[i])
                        .isTrue();
            }
        });
    }

    private static Map<String, float[]> results(Network network, float[] image) {
        Workspace workspace = network.newWorkspace();
        network.run(image, workspace);
        Map<String, float[]> results = new LinkedHashMap<>();
        for (Network.Output output : network.outputs()) {
            float[] values = new float[output.elements()];
            output.read(workspace, values);
            results.put(output.name(), values);
        }
        return results;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Test
    void aRunAllocatesNothing() {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Network network = Network.load(detector(DECLARED, DECLARED), 3, 16, 16, new ScalarKernelFactory());
        Workspace workspace = network.newWorkspace();
        float[] image = new float[3 * 16 * 16];
        Network.Output output = network.outputs().iterator().next();
        float[] values = new float[output.elements()];
        long allocated = Long.MAX_VALUE;
        for (int stretch = 0; stretch < 400 && allocated > 0; stretch++) {
            long before = memory.getCurrentThreadAllocatedBytes();
            for (int run = 0; run < 10; run++) {
                network.run(image, workspace);
                output.read(workspace, values);
            }
            allocated = memory.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes of 10 runs after warm-up").isZero();
    }

    @Test
    void anotherNumberOfChannelsIsRefused() {
        assertThatThrownBy(() -> Network.load(detector(DECLARED, DECLARED), 1, 16, 16))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("expected 1 channels, found 3");
    }

    @Test
    void anUnknownOutputIsRefusedWithTheNamesThereAre() {
        Network network = Network.load(detector(DECLARED, DECLARED), 3, 16, 16);
        assertThatThrownBy(() -> network.output("boxes"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("\"boxes\"")
                .hasMessageContaining("Sigmoid");
    }
}
