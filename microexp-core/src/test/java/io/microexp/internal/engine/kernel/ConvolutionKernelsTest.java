package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.Engines;
import io.microexp.internal.engine.OnnxBuilder;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every convolution kernel against its definition, on the sizes at which blocked loops go wrong. */
class ConvolutionKernelsTest {
    private static final int[][] POINTWISE = {
        // inputs, outputs, height, width
        {1, 1, 1, 2},
        {3, 5, 1, 7},
        {16, 16, 6, 6},
        {17, 33, 5, 13},
        {24, 72, 12, 12},
        {40, 240, 4, 3},
        {64, 80, 23, 29},
        {130, 96, 6, 6},
        {7, 128, 3, 11},
        {6, 50, 25, 25},
        {3, 3_500, 1, 4},
    };

    private static final int[][] DEPTHWISE = {
        // channels, height, width, kernel, stride
        {1, 1, 1, 3, 1}, {1, 1, 1, 5, 2}, {3, 2, 9, 3, 1}, {16, 24, 24, 3, 1}, {17, 7, 13, 3, 2}, {33, 12, 12, 5, 1},
        {40, 6, 6, 5, 1}, {24, 12, 12, 5, 2}, {5, 11, 11, 5, 2}, {18, 3, 2, 5, 1}, {20, 9, 14, 7, 1}, {4, 8, 8, 1, 2},
        {200, 5, 7, 5, 1}, {193, 9, 9, 3, 2}, {20, 6, 5, 9, 2}, {12, 9, 7, 3, 3},
    };

    private static final int[][] DENSE = {
        // inputs, outputs, height, width, kernel, stride
        {1, 16, 48, 48, 3, 2},
        {1, 1, 1, 1, 3, 1},
        // one channel to one: both dense and depthwise
        {1, 1, 8, 8, 3, 1},
        {1, 1, 9, 7, 5, 2},
        {1, 1, 5, 6, 1, 2},
        {3, 17, 7, 13, 3, 1},
        {5, 24, 9, 6, 5, 2},
        {16, 8, 6, 6, 1, 2},
        {5, 26, 26, 27, 3, 1},
        // channels without gaps: a line of the window is one run
        {16, 24, 7, 5, 5, 2},
        {48, 40, 11, 13, 3, 2},
        {32, 17, 1, 1, 3, 1},
        {3, 24, 29, 31, 7, 4},
    };

    private static Stream<Arguments> shapes(int[][] shapes) {
        return Engines.kernelNames().flatMap(kernels -> Stream.of(shapes).map(shape -> Arguments.of(kernels, shape)));
    }

    static Stream<Arguments> pointwise() {
        return shapes(POINTWISE);
    }

    static Stream<Arguments> depthwise() {
        return shapes(DEPTHWISE);
    }

    static Stream<Arguments> dense() {
        return shapes(DENSE);
    }

    @ParameterizedTest
    @MethodSource("pointwise")
    void pointwiseConvolution(String kernels, int[] s) {
        OnnxBuilder onnx = new OnnxBuilder(1, s[0], s[2], s[3]);
        String out = onnx.conv(OnnxBuilder.INPUT, s[0], s[1], 1, 1, 1);
        Engines.assertMatchesNaive(onnx.bytes(out), kernels, Engines.image(2, s[0], s[2], s[3]));
    }

    @ParameterizedTest
    @MethodSource("pointwise")
    void pointwiseConvolutionWithResidualAndActivation(String kernels, int[] s) {
        OnnxBuilder onnx = new OnnxBuilder(1, s[0], s[2], s[3]);
        String first = onnx.conv(OnnxBuilder.INPUT, s[0], s[1], 1, 1, 1);
        String second = onnx.conv(OnnxBuilder.INPUT, s[0], s[1], 1, 1, 1);
        String out = onnx.node("HardSwish", onnx.node("Add", onnx.node("Relu", first), second));
        Engines.assertMatchesNaive(onnx.bytes(out), kernels, Engines.image(2, s[0], s[2], s[3]));
    }

    @ParameterizedTest
    @MethodSource("depthwise")
    void depthwiseConvolution(String kernels, int[] s) {
        OnnxBuilder onnx = new OnnxBuilder(1, s[0], s[1], s[2]);
        String out = onnx.node("Relu", onnx.conv(OnnxBuilder.INPUT, s[0], s[0], s[3], s[4], s[0]));
        Engines.assertMatchesNaive(onnx.bytes(out), kernels, Engines.image(2, s[0], s[1], s[2]));
    }

    @ParameterizedTest
    @MethodSource("depthwise")
    void depthwiseConvolutionBetweenPointwiseOnes(String kernels, int[] s) {
        OnnxBuilder onnx = new OnnxBuilder(1, 3, s[1], s[2]);
        String x = onnx.node("HardSwish", onnx.conv(OnnxBuilder.INPUT, 3, s[0], 1, 1, 1));
        x = onnx.node("HardSwish", onnx.conv(x, s[0], s[0], s[3], s[4], s[0]));
        x = onnx.conv(x, s[0], 5, 1, 1, 1);
        Engines.assertMatchesNaive(onnx.bytes(x), kernels, Engines.image(2, 3, s[1], s[2]));
    }

    @ParameterizedTest
    @MethodSource("dense")
    void denseConvolution(String kernels, int[] s) {
        OnnxBuilder onnx = new OnnxBuilder(1, s[0], s[2], s[3]);
        String out = onnx.node("Relu", onnx.conv(OnnxBuilder.INPUT, s[0], s[1], s[4], s[5], 1));
        Engines.assertMatchesNaive(onnx.bytes(out), kernels, Engines.image(2, s[0], s[2], s[3]));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void twoWindowsOfDifferentSizeOnOneMap(String kernels) {
        OnnxBuilder onnx = new OnnxBuilder(1, 6, 9, 9);
        String x = onnx.conv(OnnxBuilder.INPUT, 6, 6, 1, 1, 1);
        String small = onnx.conv(x, 6, 6, 3, 1, 6);
        String large = onnx.conv(x, 6, 6, 5, 1, 1);
        Engines.assertMatchesNaive(onnx.bytes(onnx.node("Add", small, large)), kernels, Engines.image(2, 6, 9, 9));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void groupsAsymmetricPaddingAndDilation(String kernels) {
        OnnxBuilder onnx = new OnnxBuilder(1, 6, 11, 8);
        String x = onnx.conv(
                OnnxBuilder.INPUT,
                6,
                9,
                new int[] {3, 2},
                3,
                Map.of("pads", new long[] {0, 1, 2, 3}, "strides", new long[] {2, 1}, "dilations", new long[] {1, 2}));
        x = onnx.conv(
                x, 9, 16, new int[] {2, 3}, 1, Map.of("pads", new long[] {1, 0, 0, 2}, "dilations", new long[] {2, 1}));
        x = onnx.conv(
                x, 16, 4, new int[] {3, 2}, 1, Map.of("pads", new long[] {1, 2, 1, 0}, "dilations", new long[] {1, 2}));
        Engines.assertMatchesNaive(onnx.bytes(x), kernels, Engines.image(2, 6, 11, 8));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void fullyConnectedLayers(String kernels) {
        for (int inputs : new int[] {1, 7, 64, 129}) {
            for (int outputs : new int[] {1, 7, 16, 33, 70, 144}) {
                OnnxBuilder onnx = new OnnxBuilder(1, inputs, 1, 1);
                String x = onnx.node("Flatten", OnnxBuilder.INPUT);
                x = onnx.node("Sigmoid", onnx.gemm(x, inputs, outputs));
                Engines.assertMatchesNaive(onnx.bytes(x), kernels, Engines.image(2, inputs, 1, 1));
            }
        }
    }
}
