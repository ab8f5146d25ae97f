package io.microexp.internal.engine.onnx;

import io.microexp.Emotion;
import io.microexp.internal.engine.OnnxBuilder;
import io.microexp.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small valid models of 8x8 pixels and seven classes that between them use every operator of the engine: where fuzzing
 * starts. {@code main} writes them into a folder.
 */
final class FuzzSeeds {
    private static final int SIZE = 8;
    private static final int CHANNELS = 4;
    private static final Map<String, Object> HALVING = Map.of(
            "kernel_shape", new long[] {2, 2},
            "strides", new long[] {2, 2},
            "pads", new long[] {0, 0, 1, 1});

    private final OnnxBuilder onnx = new OnnxBuilder(1, 1, SIZE, SIZE);

    private FuzzSeeds() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, byte[]> seed : all().entrySet()) {
            Files.write(folder.resolve(seed.getKey() + ".onnx"), seed.getValue());
        }
    }

    /** The files by name. */
    static Map<String, byte[]> all() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        seeds.put("separable", new FuzzSeeds().separable());
        seeds.put("pooled", new FuzzSeeds().pooled());
        seeds.put("reshaped", new FuzzSeeds().reshaped());
        seeds.put("quantized", new FuzzSeeds().quantized());
        return seeds;
    }

    /** As MicroExpNet is built: stem, separable convolution, squeeze-excite, residual sum, mean, two layers. */
    private byte[] separable() {
        String stem = onnx.node("HardSwish", onnx.conv(OnnxBuilder.INPUT, 1, CHANNELS, 3, 2, 1));
        String x = onnx.node("Relu", onnx.conv(stem, CHANNELS, CHANNELS, 3, 1, CHANNELS));
        x = onnx.squeezeExcite(x, CHANNELS, 2, "HardSigmoid");
        x = onnx.node("Add", stem, onnx.batchNorm(onnx.conv(x, CHANNELS, CHANNELS, 1, 1, 1), CHANNELS));
        x = onnx.node("Flatten", onnx.node("GlobalAveragePool", x));
        return model(onnx.gemm(onnx.node("HardSwish", onnx.gemm(x, CHANNELS, 5)), 5, Emotion.FER2013.size()));
    }

    private byte[] pooled() {
        String x = onnx.node("Sigmoid", onnx.conv(OnnxBuilder.INPUT, 1, CHANNELS, 3, 1, 1));
        x = onnx.node("MaxPool", List.of(x), HALVING);
        x = onnx.node("AveragePool", List.of(x), HALVING);
        x = onnx.conv(x, CHANNELS, CHANNELS, 3, 1, 2);
        x = onnx.node("Clip", x, onnx.floats(new int[0], -1), onnx.floats(new int[0], 1));
        x = onnx.node("Mul", x, onnx.node("HardSigmoid", x));
        x = onnx.node("Mul", x, onnx.normal(1, 0, 1, CHANNELS, 1, 1));
        x = onnx.node("ReduceMean", List.of(x), Map.of("axes", new long[] {2, 3}, "keepdims", 0L));
        return model(onnx.node("MatMul", x, onnx.normal(1, 0, CHANNELS, Emotion.FER2013.size())));
    }

    private byte[] reshaped() {
        String x = onnx.node("MaxPool", List.of(onnx.batchNorm(OnnxBuilder.INPUT, 1)), HALVING);
        x = onnx.node("Reshape", x, onnx.longs(0, 2, 8, -1));
        x = onnx.node("Dropout", onnx.node("Identity", onnx.node("GlobalAveragePool", x)));
        x = onnx.node("Squeeze", x, onnx.longs(2, 3));
        x = onnx.node("Add", x, onnx.floats(new int[] {2}, 1, -1));
        x = onnx.node("Unsqueeze", x, onnx.longs(2, -1));
        return model(onnx.gemm(onnx.node("Flatten", x), 2, Emotion.FER2013.size()));
    }

    /** Weights of 16 and of 8 bits, activations of 8 bits. */
    private byte[] quantized() {
        String half = onnx.initializer(new int[] {1, 1, 1, 1}, 10, java.nio.ByteBuffer.wrap(new byte[] {0, 0x3C}));
        String x = onnx.node("Conv", OnnxBuilder.INPUT, onnx.node("Cast", List.of(half), Map.of("to", 1L)));
        String scale = onnx.floats(new int[0], 0.01f);
        String zero = onnx.initializer(new int[0], 2, java.nio.ByteBuffer.wrap(new byte[] {(byte) 128}));
        x = onnx.node("DequantizeLinear", onnx.node("QuantizeLinear", x, scale, zero), scale, zero);
        x = onnx.node("Flatten", onnx.node("GlobalAveragePool", x));
        String bytes =
                onnx.initializer(new int[] {1, 7}, 3, java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3, 4, -5, 6, 7}));
        String scales = onnx.floats(new int[] {7}, 1, 2, 3, 4, 5, 6, 7);
        String weights = onnx.node("DequantizeLinear", List.of(bytes, scales), Map.of("axis", 1L));
        return model(onnx.node("MatMul", x, weights));
    }

    private byte[] model(String logits) {
        String probabilities = onnx.node("Softmax", List.of(logits), Map.of("axis", 1L));
        return onnx.classifier(probabilities, Emotion.FER2013, new Preprocessing(SIZE, SIZE, 0.5f, 0.25f));
    }
}
