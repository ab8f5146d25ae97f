package io.microexp.internal.engine.onnx;

import io.microexp.ModelFormatException;
import io.microexp.internal.engine.Network;
import io.microexp.internal.engine.OnnxBuilder;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.protobuf.ProtobufReader;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Files that ask for far more memory or time than their size suggests. */
final class Bombs {
    private static final String IN = OnnxBuilder.INPUT;

    private Bombs() {}

    /** The files by name. */
    static Map<String, Supplier<byte[]>> all() {
        Map<String, Supplier<byte[]>> bombs = new LinkedHashMap<>();
        bombs.put("dequantized", Bombs::dequantized);
        bombs.put("matrices", Bombs::matrices);
        bombs.put("kernel", Bombs::kernel);
        bombs.put("arena", Bombs::arena);
        bombs.put("scales", Bombs::scales);
        bombs.put("borders", Bombs::borders);
        bombs.put("window", Bombs::window);
        bombs.put("groups", Bombs::groups);
        for (String operator : new String[] {"Sigmoid", "Relu", "Softmax", "Neg"}) {
            bombs.put(operator, () -> repeated(operator));
        }
        bombs.put("reshapes", () -> repeated("Reshape"));
        bombs.put("transpositions", () -> repeated("Transpose"));
        bombs.put("enlargement", Bombs::enlargement);
        return bombs;
    }

    /** Returns "refused" or "answered". */
    static String outcome(byte[] bomb, KernelFactory kernels) {
        try {
            Network network = Network.load(new ProtobufReader(bomb), kernels);
            Workspace workspace = network.newWorkspace();
            network.run(workspace);
            return "answered";
        } catch (ModelFormatException e) {
            return "refused";
        }
    }

    /** One constant of 1 MB, dequantized two thousand times. */
    private static byte[] dequantized() {
        OnnxBuilder onnx = new OnnxBuilder(1, 1024, 1, 1);
        String bytes = onnx.initializer(new int[] {1024, 1024}, 3, ByteBuffer.allocate(1024 * 1024));
        String scale = onnx.floats(new int[0], 1);
        String x = onnx.node("Flatten", IN);
        for (int i = 0; i < 2_000; i++) {
            x = onnx.node("MatMul", x, onnx.node("DequantizeLinear", bytes, scale));
        }
        return onnx.bytes(x);
    }

    /** One matrix, multiplied a thousand times. */
    private static byte[] matrices() {
        OnnxBuilder onnx = new OnnxBuilder(1, 1500, 1, 1);
        String matrix = onnx.normal(0.01, 0, 1500, 1500);
        String x = onnx.node("Flatten", IN);
        for (int i = 0; i < 1_000; i++) {
            x = onnx.node("MatMul", x, matrix);
        }
        return onnx.bytes(x);
    }

    /** One filter as large as its image. */
    private static byte[] kernel() {
        OnnxBuilder onnx = new OnnxBuilder(1, 1, 48, 48);
        String x = onnx.conv(IN, 1, 1, new int[] {1024, 1024}, 1, Map.of("pads", new long[] {490, 490, 490, 490}));
        return onnx.bytes(x);
    }

    private static byte[] arena() {
        OnnxBuilder onnx = new OnnxBuilder(1, 1, 1024, 1024);
        return onnx.bytes(onnx.conv(onnx.conv(IN, 1, 16, 1, 1, 1), 16, 16, 1, 1, 1));
    }

    /** Four thousand factors after a large convolution. */
    private static byte[] scales() {
        OnnxBuilder onnx = new OnnxBuilder(1, 512, 1, 2);
        String x = onnx.conv(IN, 512, 512, 3, 1, 1);
        String one = onnx.floats(new int[0], 1);
        for (int i = 0; i < 4_000; i++) {
            x = onnx.node("Mul", x, one);
        }
        return onnx.bytes(x);
    }

    /** Maps of a few pixels in borders of a thousand. */
    private static byte[] borders() {
        OnnxBuilder onnx = new OnnxBuilder(1, 16, 8, 8);
        String x = IN;
        for (int i = 0; i < 1_500; i++) {
            x = onnx.conv(
                    x,
                    16,
                    16,
                    new int[] {1, 1},
                    1,
                    Map.of("pads", new long[] {900, 900, 900, 900}, "strides", new long[] {900, 900}));
        }
        return onnx.bytes(x);
    }

    private static byte[] window() {
        OnnxBuilder onnx = new OnnxBuilder(1, 1, 1000, 1000);
        return onnx.bytes(
                onnx.node("MaxPool", List.of(IN), Map.of("kernel_shape", new long[] {1000, 1000}, "pads", new long[] {
                    21, 21, 21, 21
                })));
    }

    private static byte[] groups() {
        OnnxBuilder onnx = new OnnxBuilder(1, 32, 200, 200);
        return onnx.bytes(onnx.conv(
                IN,
                32,
                64,
                new int[] {11, 11},
                16,
                Map.of("pads", new long[] {10, 10, 10, 10}, "dilations", new long[] {2, 2})));
    }

    /** A hundred operators on a large map. */
    private static byte[] repeated(String operator) {
        OnnxBuilder onnx = new OnnxBuilder(1, 16, 512, 1024);
        String x = IN;
        for (int i = 0; i < 115; i++) {
            x = switch (operator) {
                case "Reshape" -> onnx.node(operator, x, onnx.longs(0, 16, i % 2 == 0 ? 1024 : 512, -1));
                case "Transpose" -> onnx.node(operator, List.of(x), Map.of("perm", new long[] {0, 1, 3, 2}));
                default -> onnx.node(operator, x);
            };
        }
        return onnx.bytes(x);
    }

    private static byte[] enlargement() {
        OnnxBuilder onnx = new OnnxBuilder(1, 1, 8, 8);
        String x = IN;
        for (int i = 0; i < 20; i++) {
            x = onnx.node("Resize", List.of(x, "", onnx.floats(new int[] {4}, 1, 1, 1000, 0.25f)), Map.of());
        }
        return onnx.bytes(x);
    }
}
