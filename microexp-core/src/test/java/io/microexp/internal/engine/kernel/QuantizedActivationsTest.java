package io.microexp.internal.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.microexp.ModelFormatException;
import io.microexp.internal.engine.Engines;
import io.microexp.internal.engine.NaiveInterpreter;
import io.microexp.internal.engine.OnnxBuilder;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.internal.engine.onnx.ElementType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuantizedActivationsTest {
    private static final String IN = OnnxBuilder.INPUT;
    private static final NaiveInterpreter.Tensor IMAGE = Engines.image(4, 5, 7, 6);
    private static final float TOLERANCE = 1e-5f;

    private final OnnxBuilder onnx = new OnnxBuilder(3, 5, 7, 6);

    private String quantize(String x, float scale, int type, int zeroPoint) {
        return onnx.node("QuantizeLinear", x, onnx.floats(new int[0], scale), zero(type, zeroPoint));
    }

    private String dequantize(String x, float scale, int type, int zeroPoint) {
        return onnx.node("DequantizeLinear", x, onnx.floats(new int[0], scale), zero(type, zeroPoint));
    }

    private String zero(int type, int zeroPoint) {
        return onnx.initializer(new int[0], type, ByteBuffer.wrap(new byte[] {(byte) zeroPoint}));
    }

    private static List<Float> run(OnnxBuilder onnx, String output, String kernels) {
        List<Float> values = new ArrayList<>();
        for (float value : Engines.run(onnx.bytes(output), Engines.kernels(kernels), IMAGE)) {
            values.add(value);
        }
        return values;
    }

    /** Runs the same convolution without what the test puts behind it. */
    private static List<Float> convolution(String kernels) {
        OnnxBuilder alone = new OnnxBuilder(3, 5, 7, 6);
        return run(alone, alone.conv(IN, 5, 9, 3, 1, 1), kernels);
    }

    private String convolution() {
        return onnx.conv(IN, 5, 9, 3, 1, 1);
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void areClampedToTheirRangeAndNotRounded(String kernels) {
        String bytes = quantize(convolution(), 0.01f, ElementType.UINT8, 100);
        List<Float> found = run(onnx, dequantize(bytes, 0.01f, ElementType.UINT8, 100), kernels);

        List<Float> expected = convolution(kernels);
        assertThat(expected).anyMatch(value -> value < -1).anyMatch(value -> value > 1.55f);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).isCloseTo(Math.max(-1, Math.min(1.55f, expected.get(i))), within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void readWithAnotherScaleAreAHardSigmoid(String kernels) {
        String bytes = quantize(convolution(), 6f / 256, ElementType.UINT8, 128);
        List<Float> found = run(onnx, dequantize(bytes, 1f / 256, ElementType.UINT8, 0), kernels);

        List<Float> expected = convolution(kernels);
        for (int i = 0; i < expected.size(); i++) {
            float gate = Math.max(0, Math.min(255f / 256, expected.get(i) / 6 + 0.5f));
            assertThat(found.get(i)).isCloseTo(gate, within(TOLERANCE));
        }
    }

    @Test
    void signedBytesHaveTheirOwnRange() {
        String bytes = quantize(IN, 0.01f, ElementType.INT8, 0);
        List<Float> found = run(onnx, dequantize(bytes, 0.01f, ElementType.INT8, 0), "scalar");

        assertThat(found).contains(-1.28f, 1.27f).allMatch(value -> value >= -1.28f && value <= 1.27f);
    }

    @Test
    void bytesWithoutAZeroPointAreUnsignedFromZero() {
        String scale = onnx.floats(new int[0], 0.001f);
        String bytes = onnx.node("QuantizeLinear", IN, scale);
        List<Float> found = run(onnx, onnx.node("DequantizeLinear", bytes, scale), "scalar");

        assertThat(found).contains(0f, 255 * 0.001f).allMatch(value -> value >= 0 && value <= 255 * 0.001f);
    }

    @Test
    void severalNodesMayReadTheSameBytes() {
        String bytes = quantize(IN, 0.01f, ElementType.INT8, 0);
        String sum = onnx.node(
                "Add", dequantize(bytes, 0.01f, ElementType.INT8, 0), dequantize(bytes, 0.02f, ElementType.INT8, 0));
        List<Float> found = run(onnx, sum, "scalar");

        for (int i = 0; i < found.size(); i++) {
            double clamped = Math.max(-1.28, Math.min(1.27, IMAGE.data()[i]));
            assertThat(found.get(i)).isCloseTo((float) (3 * clamped), within(TOLERANCE));
        }
    }

    @Test
    void computingWithBytesIsRefused() {
        String bytes = quantize(IN, 0.1f, ElementType.UINT8, 0);
        assertRefused(onnx.node("Relu", bytes), "the bytes \"" + bytes + "\" as an input", "after DequantizeLinear");
    }

    @Test
    void bytesAsAnOutputAreRefused() {
        String bytes = quantize(IN, 0.1f, ElementType.UINT8, 0);
        assertRefused(bytes, "Expected float values as the output \"" + bytes + "\", found bytes");
    }

    @Test
    void dequantizingFloatsIsRefused() {
        assertRefused(dequantize(IN, 0.1f, ElementType.UINT8, 0), "float values", "what QuantizeLinear wrote");
    }

    @Test
    void aScalePerChannelIsRefused() {
        float[] scales = new float[5];
        Arrays.fill(scales, 0.1f);
        assertRefused(
                onnx.node("QuantizeLinear", IN, onnx.floats(new int[] {5}, scales)),
                "as the scale of activations; it takes one positive number");
    }

    @Test
    void aScaleThatIsNotAPositiveNumberIsRefused() {
        for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertRefused(quantize(IN, scale, ElementType.UINT8, 0), "it takes one positive number");
        }
    }

    @Test
    void scalesWithoutAFiniteRatioAreRefused() {
        String bytes = quantize(IN, 1e-20f, ElementType.UINT8, 0);
        assertRefused(dequantize(bytes, 1e20f, ElementType.UINT8, 0), "expected scales of similar size");
    }

    @Test
    void otherIntegersThanBytesAreRefused() {
        String zero = onnx.initializer(new int[0], ElementType.INT32, ByteBuffer.wrap(new byte[4]));
        assertRefused(
                onnx.node("QuantizeLinear", IN, onnx.floats(new int[0], 0.1f), zero),
                "activations of ONNX type 6; it takes uint8 and int8");
    }

    @Test
    void typesNamedByAnAttributeAreCheckedToo() {
        String words =
                onnx.node("QuantizeLinear", List.of(IN, onnx.floats(new int[0], 0.1f)), Map.of("output_dtype", 4L));
        assertRefused(words, "activations of ONNX type 4; it takes uint8 and int8");
    }

    @Test
    void signedBytesReadAsUnsignedAreRefused() {
        String bytes = quantize(IN, 0.1f, ElementType.INT8, 0);
        assertRefused(dequantize(bytes, 0.1f, ElementType.UINT8, 0), "expected a zero point of ONNX type 3", "found 2");
    }

    private void assertRefused(String output, String... parts) {
        assertThatThrownBy(() -> Engines.plan(onnx.bytes(output), new ScalarKernelFactory()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(parts);
    }
}
