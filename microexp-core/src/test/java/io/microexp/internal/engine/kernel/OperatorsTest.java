package io.microexp.internal.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.ModelFormatException;
import io.microexp.internal.engine.Engines;
import io.microexp.internal.engine.NaiveInterpreter;
import io.microexp.internal.engine.OnnxBuilder;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {
    private static final String IN = OnnxBuilder.INPUT;

    private final OnnxBuilder onnx = new OnnxBuilder(3, 5, 7, 6);

    private void assertMatchesNaive(String output, String kernels) {
        Engines.assertMatchesNaive(onnx.bytes(output), kernels, Engines.image(4, 5, 7, 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Relu", "HardSigmoid", "HardSwish", "Sigmoid", "Identity"})
    void activationsOnTheirOwn(String operator) {
        assertMatchesNaive(onnx.node(operator, IN), "scalar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Relu", "HardSigmoid", "HardSwish", "Sigmoid", "Identity"})
    void activationsAfterAConvolution(String operator) {
        for (String kernels : Engines.kernelNames().toList()) {
            OnnxBuilder builder = new OnnxBuilder(3, 5, 7, 6);
            String x = builder.node(operator, builder.conv(IN, 5, 20, 1, 1, 1));
            Engines.assertMatchesNaive(builder.bytes(x), kernels, Engines.image(4, 5, 7, 6));
        }
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void clip(String kernels) {
        String x = onnx.conv(IN, 5, 18, 1, 1, 1);
        assertMatchesNaive(
                onnx.node("Clip", x, onnx.floats(new int[0], -0.5f), onnx.floats(new int[0], 0.75f)), kernels);
    }

    @Test
    void productWithItsHardSigmoidIsAHardSwish() {
        String x = onnx.conv(IN, 5, 8, 1, 1, 1);
        String gate = onnx.node("HardSigmoid", List.of(x), Map.of("alpha", 1f / 6, "beta", 0.5f));
        String out = onnx.node("Mul", gate, x);
        assertMatchesNaive(out, "scalar");
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void batchNormalizationAlone(String kernels) {
        assertMatchesNaive(onnx.batchNorm(IN, 5), kernels);
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void batchNormalizationAfterEachKindOfConvolution(String kernels) {
        String x = onnx.batchNorm(onnx.conv(IN, 5, 6, 3, 1, 1), 6);
        x = onnx.node("Relu", onnx.batchNorm(onnx.conv(x, 6, 6, 3, 2, 6), 6));
        x = onnx.batchNorm(onnx.conv(x, 6, 9, 1, 1, 1), 9);
        assertMatchesNaive(x, kernels);
    }

    @Test
    void sumsAndProductsOfMaps() {
        String a = onnx.node("Relu", IN);
        String b = onnx.node("Sigmoid", IN);
        assertMatchesNaive(onnx.node("Mul", onnx.node("Add", a, b), onnx.node("Add", a, a)), "scalar");
    }

    @Test
    void sumsAndProductsWithConstants() {
        String x = onnx.node("Add", onnx.floats(new int[0], 0.25f), IN);
        x = onnx.node("Mul", x, onnx.normal(1, 0, 1, 5, 1, 1));
        x = onnx.node("Add", x, onnx.normal(1, 0, 5, 1, 1));
        assertMatchesNaive(x, "scalar");
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void squeezeExcite(String kernels) {
        String x = onnx.node("Relu", onnx.conv(IN, 5, 37, 1, 1, 1));
        x = onnx.squeezeExcite(x, 37, 11, "HardSigmoid");
        x = onnx.squeezeExcite(x, 37, 9, "Sigmoid");
        assertMatchesNaive(onnx.conv(x, 37, 4, 1, 1, 1), kernels);
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void productWithOnePixel(String kernels) {
        assertMatchesNaive(onnx.node("Mul", onnx.node("GlobalAveragePool", IN), IN), kernels);
    }

    @Test
    void sumWithOnePixel() {
        assertMatchesNaive(onnx.node("Add", onnx.node("GlobalAveragePool", IN), IN), "scalar");
    }

    @Test
    void maximumAndAveragePooling() {
        Map<String, Object> window = Map.of(
                "kernel_shape", new long[] {3, 2}, "strides", new long[] {2, 1}, "pads", new long[] {1, 0, 1, 1});
        String x = onnx.node("MaxPool", List.of(IN), window);
        x = onnx.node("AveragePool", List.of(x), window);
        Map<String, Object> counting = new java.util.TreeMap<>(window);
        counting.put("count_include_pad", 1L);
        assertMatchesNaive(onnx.node("AveragePool", List.of(x), counting), "scalar");
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void meanOverHeightAndWidth(String kernels) {
        String x = onnx.node("ReduceMean", List.of(IN), Map.of("axes", new long[] {-1, -2}, "keepdims", 0L));
        assertMatchesNaive(onnx.gemm(x, 5, 3), kernels);
    }

    @Test
    void flattenKeepsTheOrderOfChannelsThenLines() {
        String x = onnx.node("Flatten", onnx.conv(IN, 5, 3, 1, 1, 1));
        x = onnx.node("MatMul", x, onnx.normal(0.1, 0, 3 * 7 * 6, 4));
        assertMatchesNaive(onnx.node("Softmax", x), "scalar");
    }

    @Test
    void reshapeThereAndBack() {
        String x = onnx.node("Reshape", IN, onnx.longs(-1, 210));
        x = onnx.node("Reshape", x, onnx.longs(0, 10, 3, -1));
        assertMatchesNaive(onnx.node("Relu", x), "scalar");
    }

    @Test
    void squeezeAndUnsqueezeOfOnePixel() {
        String x = onnx.node("Squeeze", onnx.node("GlobalAveragePool", IN), onnx.longs(2, 3));
        x = onnx.node("Unsqueeze", onnx.gemm(x, 5, 6), onnx.longs(2, -1));
        assertMatchesNaive(onnx.conv(x, 6, 4, 1, 1, 1), "scalar");
    }

    @Test
    void dropoutAndCastsPassThrough() {
        String x = onnx.node("Cast", List.of(IN), Map.of("to", 1L));
        assertMatchesNaive(onnx.node("Dropout", onnx.node("Cast", List.of(x), Map.of("to", 1L))), "scalar");
    }

    @Test
    void anOutputThatHasReadersIsKept() {
        String x = onnx.conv(IN, 5, 5, 1, 1, 1);
        onnx.node("Relu", x);
        assertMatchesNaive(x, "scalar");
    }

    @Test
    void float16InitializersAreReadThroughCasts() {
        // 1.5, -2, 2^-24 (the least denormal), 65504 (the largest), 0.1 rounded
        short[] halves = {0x3E00, (short) 0xC000, 0x0001, 0x7BFF, 0x2E66};
        float[] values = {1.5f, -2, 0x1p-24f, 65504, 0.099975586f};
        ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(halves);
        String half = onnx.initializer(new int[] {1, 5, 1, 1}, 10, bytes);
        String scale = onnx.node("Cast", List.of(half), Map.of("to", 1L));
        NaiveInterpreter.Tensor ones = NaiveInterpreter.Tensor.zeros(5, 7, 6);
        java.util.Arrays.fill(ones.data(), 1);
        float[] out = Engines.run(onnx.bytes(onnx.node("Mul", IN, scale)), new ScalarKernelFactory(), ones);
        for (int i = 0; i < out.length; i++) {
            assertThat(out[i]).isEqualTo(values[i / 42]);
        }
    }

    @Test
    void quantizedWeightsAreReadThroughDequantizeLinear() {
        String weights = onnx.initializer(
                new int[] {2, 5, 1, 1}, 3, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, -1, -2, -3, -4, -5}));
        String scales = onnx.floats(new int[] {2}, 0.5f, 2);
        String floats = onnx.node("DequantizeLinear", List.of(weights, scales), Map.of("axis", 0L));
        NaiveInterpreter.Tensor ones = NaiveInterpreter.Tensor.zeros(5, 7, 6);
        java.util.Arrays.fill(ones.data(), 1);
        float[] out = Engines.run(onnx.bytes(onnx.node("Conv", IN, floats)), new ScalarKernelFactory(), ones);
        assertThat(out).hasSize(84);
        assertThat(out[0]).isEqualTo(7.5f);
        assertThat(out[42]).isEqualTo(-30f);
    }

    @Test
    void anotherOperatorIsNamedWithTheBackendThatRunsIt() {
        String x = onnx.node("LayerNormalization", IN);
        assertThatThrownBy(() -> Engines.plan(onnx.bytes(x), new ScalarKernelFactory()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("operator LayerNormalization")
                .hasMessageContaining("backend onnx");
    }

    @Test
    @DisplayName("Rounding activations to float16 is refused, since the engine would not round")
    void castOfActivationsToHalfPrecision() {
        String x = onnx.node("Cast", List.of(IN), Map.of("to", 10L));
        assertThatThrownBy(() -> Engines.plan(onnx.bytes(x), new ScalarKernelFactory()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("a cast to ONNX type 10");
    }

    @Test
    void padsBesideAutoPadAreRefused() {
        Map<String, Object> window =
                Map.of("kernel_shape", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1}, "auto_pad", "VALID");
        String x = onnx.node("MaxPool", List.of(IN), window);
        assertThatThrownBy(() -> Engines.plan(onnx.bytes(x), new ScalarKernelFactory()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("either auto_pad or pads");
    }

    @Test
    void aWindowThatDoesNotFitIsRefused() {
        String x = onnx.conv(IN, 5, 5, new int[] {9, 9}, 1, Map.of());
        assertThatThrownBy(() -> Engines.plan(onnx.bytes(x), new ScalarKernelFactory()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("window that fits");
    }

    @Test
    void tooMuchWorkIsRefused() {
        String x = onnx.conv(IN, 5, 512, new int[] {1, 1}, 1, Map.of("pads", new long[] {60, 60, 60, 60}));
        String y = onnx.conv(x, 512, 512, 5, 1, 1);
        assertThatThrownBy(() -> Engines.plan(onnx.bytes(y), new ScalarKernelFactory()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Work of one image");
    }
}
