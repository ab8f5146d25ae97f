package io.microexp.internal.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.ModelFormatException;
import io.microexp.internal.engine.Engines;
import io.microexp.internal.engine.OnnxBuilder;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The operators of detectors, which rearrange tensors or have several outputs. */
class LayoutOperatorsTest {
    private static final String IN = OnnxBuilder.INPUT;
    private static final int CHANNELS = 3;
    private static final int HEIGHT = 8;
    private static final int WIDTH = 6;

    private final OnnxBuilder onnx = new OnnxBuilder(3, CHANNELS, HEIGHT, WIDTH);

    private void assertMatchesNaive(String kernels, String... outputs) {
        Engines.assertMatchesNaive(onnx.bytes(outputs), kernels, Engines.image(4, CHANNELS, HEIGHT, WIDTH));
    }

    private String concat(long axis, String... inputs) {
        return onnx.node("Concat", List.of(inputs), Map.of("axis", axis));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    @DisplayName("Inception blocks join maps along the channels")
    void concatOfChannels(String kernels) {
        String a = onnx.node("Relu", onnx.conv(IN, CHANNELS, 5, 1, 1, 1));
        String b = onnx.node("Relu", onnx.conv(IN, CHANNELS, 20, 3, 1, 1));
        String joined = concat(1, a, b, IN, a);
        assertMatchesNaive(kernels, onnx.conv(joined, 33, 7, 3, 1, 1), joined);
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    @DisplayName("CReLU is the ReLU of a map and of its negation")
    void cRelu(String kernels) {
        String x = onnx.batchNorm(onnx.conv(IN, CHANNELS, 12, 7, 4, 1), 12);
        assertMatchesNaive(kernels, onnx.node("Relu", concat(1, x, onnx.node("Neg", x))));
    }

    @Test
    void concatOfHeightAndWidth() {
        String tall = concat(2, IN, onnx.node("Relu", IN));
        assertMatchesNaive("scalar", concat(-1, tall, tall), concat(2, IN, onnx.normal(1, 0, 1, CHANNELS, 2, WIDTH)));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    @DisplayName("Detector heads become one list of anchors, with softmax and sigmoid on it")
    void headsOfADetector(String kernels) {
        List<String> scores = new ArrayList<>();
        List<String> boxes = new ArrayList<>();
        String x = IN;
        for (int level = 0; level < 2; level++) {
            x = onnx.node("Relu", onnx.conv(x, level == 0 ? CHANNELS : 8, 8, 3, 2, 1));
            scores.add(head(x, 4, 2));
            boxes.add(head(x, 8, 4));
        }
        String logits = concat(1, scores.toArray(String[]::new));
        String probabilities = onnx.node("Softmax", List.of(logits), Map.of("axis", -1L));
        String all = concat(1, boxes.toArray(String[]::new));
        String offsets = onnx.node("Mul", all, onnx.floats(new int[] {4}, 0.1f, 0.1f, 0.2f, 0.2f));
        assertMatchesNaive(kernels, probabilities, offsets, onnx.node("Sigmoid", logits));
    }

    private String head(String x, int channels, int values) {
        String map = onnx.conv(x, 8, channels, 3, 1, 1);
        String last = onnx.node("Transpose", List.of(map), Map.of("perm", new long[] {0, 2, 3, 1}));
        return onnx.node("Reshape", last, onnx.longs(1, -1, values));
    }

    @Test
    void transpositionsOfThreeAndTwoAxes() {
        List<String> outputs = new ArrayList<>();
        for (long[] permutation : new long[][] {{0, 1, 3, 2}, {0, 2, 1, 3}, {0, 2, 3, 1}, {0, 3, 1, 2}, {0, 3, 2, 1}}) {
            outputs.add(onnx.node("Transpose", List.of(IN), Map.of("perm", permutation)));
        }
        String flat = onnx.node("Reshape", IN, onnx.longs(0, CHANNELS, HEIGHT * WIDTH));
        outputs.add(onnx.node("Transpose", List.of(flat), Map.of("perm", new long[] {0, 2, 1})));
        assertMatchesNaive("scalar", outputs.toArray(String[]::new));
    }

    @Test
    void slicesWithSteps() {
        String some =
                onnx.node("Slice", IN, onnx.longs(1, -5), onnx.longs(3, 1L << 40), onnx.longs(1, 2), onnx.longs(1, 2));
        String last = onnx.node("Slice", IN, onnx.longs(-1), onnx.longs(WIDTH), onnx.longs(-1), onnx.longs(1));
        assertMatchesNaive("scalar", some, last);
    }

    @Test
    void splitIntoUnequalParts() {
        List<String> parts = onnx.nodeOf(3, "Split", List.of(IN, onnx.longs(1, 5, 2)), Map.of("axis", 2L));
        assertMatchesNaive("scalar", onnx.node("Relu", parts.get(2)), parts.get(0), parts.get(1));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    @DisplayName("Asymmetric zero padding joins the convolution that reads it")
    void padBeforeConvolution(String kernels) {
        String padded = onnx.node("Pad", IN, onnx.longs(0, 0, 0, 0, 0, 0, 1, 1));
        String x = onnx.conv(padded, CHANNELS, 9, new int[] {3, 3}, 1, Map.of("strides", new long[] {2, 2}));
        assertMatchesNaive(kernels, x);
    }

    @Test
    @DisplayName("Residual sums with more channels pad the shorter map")
    void padOfChannelsAndOfAConstant() {
        String wide = onnx.node("Pad", IN, onnx.longs(0, 0, 0, 0, 0, 4, 0, 0));
        String sum = onnx.node("Add", onnx.conv(IN, CHANNELS, 7, 1, 1, 1), wide);
        String border = onnx.node("Pad", IN, onnx.longs(0, 1, 2, 0, 0, 0, 1, 3), onnx.floats(new int[0], -7));
        assertMatchesNaive("scalar", sum, border);
    }

    @Test
    void resizing() {
        List<String> outputs = new ArrayList<>();
        for (String mode : new String[] {"nearest", "linear"}) {
            for (String coordinates : new String[] {"asymmetric", "half_pixel", "align_corners"}) {
                for (float scale : new float[] {2, 3, 1.5f}) {
                    Map<String, Object> attributes =
                            new TreeMap<>(Map.of("mode", mode, "coordinate_transformation_mode", coordinates));
                    if (coordinates.equals("asymmetric")) {
                        attributes.put("nearest_mode", "floor");
                    }
                    String scales = onnx.floats(new int[] {4}, 1, 1, scale, 2);
                    outputs.add(onnx.node("Resize", List.of(IN, "", scales), attributes));
                }
            }
        }
        assertMatchesNaive("scalar", outputs.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void leakyAndParametricRelu(String kernels) {
        String x = onnx.conv(IN, CHANNELS, 18, 1, 1, 1);
        String leaky = onnx.node("LeakyRelu", List.of(x), Map.of("alpha", 0.3f));
        String parametric = onnx.node("PRelu", leaky, onnx.normal(1, 0, 18, 1, 1));
        assertMatchesNaive(kernels, parametric, onnx.node("PRelu", x, onnx.floats(new int[] {1}, 0.25f)));
    }

    @Test
    void arithmeticWithConstantsOnEitherSide() {
        String perElement = onnx.normal(1, 0, 1, CHANNELS, HEIGHT, WIDTH);
        String perPixel = onnx.normal(1, 0, HEIGHT, WIDTH);
        String perChannel = onnx.normal(1, 3, CHANNELS, 1, 1);
        String two = onnx.floats(new int[0], 2);
        String positive = onnx.node("Add", onnx.node("Sigmoid", IN), two);
        assertMatchesNaive(
                "scalar",
                onnx.node("Sub", IN, perElement),
                onnx.node("Sub", perElement, IN),
                onnx.node("Mul", IN, perPixel),
                onnx.node("Sub", two, onnx.node("Sub", IN, perChannel)),
                onnx.node("Div", IN, two),
                onnx.node("Div", two, positive),
                onnx.node("Div", IN, positive),
                onnx.node("Sub", IN, positive));
    }

    @Test
    @DisplayName("Max pooling rounds its size up where the exporter asks for it")
    void maxPoolingWithCeilMode() {
        List<String> outputs = new ArrayList<>();
        for (long size : new long[] {2, 3}) {
            for (long stride : new long[] {2, 3}) {
                outputs.add(onnx.node(
                        "MaxPool",
                        List.of(IN),
                        Map.of(
                                "kernel_shape", new long[] {size, size},
                                "strides", new long[] {stride, stride},
                                "pads", new long[] {1, 0, 0, 1})));
            }
        }
        assertMatchesNaive("scalar", outputs.toArray(String[]::new));
        String rounded = onnx.node(
                "MaxPool",
                List.of(IN),
                Map.of("kernel_shape", new long[] {3, 3}, "strides", new long[] {2, 2}, "ceil_mode", 1L));
        int[] expected = {4, 3};
        var plan = Engines.plan(onnx.bytes(rounded), new ScalarKernelFactory());
        var view = plan.outputs().get(rounded);
        assertThat(new int[] {view.height(), view.width()}).isEqualTo(expected);
    }

    @Test
    void anAxisThatWouldChangeTheBatchIsRefused() {
        assertThatThrownBy(() -> Engines.plan(onnx.bytes(concat(0, IN, IN)), new ScalarKernelFactory()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("any axis but the batch");
    }
}
