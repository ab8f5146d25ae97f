package io.microexp.internal.engine;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import java.util.List;
import java.util.Map;

/** MicroExpNet as the exporter writes it, with seeded random weights: 34,188,800 multiply-adds on a 6x6 last map. */
public final class MicroExpNetFixture {
    public static final List<Emotion> LABELS = List.of(Emotion.values()).subList(0, 7);

    /** kernel, expanded channels, output channels, squeeze-excite (0 or hidden units), hard-swish (else ReLU), stride. */
    private static final int[][] BLOCKS = {
        {3, 16, 16, 8, 0, 1},
        {3, 72, 24, 0, 0, 1},
        {3, 88, 24, 0, 0, 1},
        {5, 96, 40, 24, 1, 2},
        {5, 240, 40, 64, 1, 1},
        {5, 240, 40, 64, 1, 1},
        {5, 120, 48, 32, 1, 1},
        {5, 144, 48, 40, 1, 1},
        {5, 288, 96, 72, 1, 2},
        {5, 576, 96, 144, 1, 1},
        {5, 576, 96, 144, 1, 1},
    };

    private MicroExpNetFixture() {}

    public static byte[] bytes(long seed) {
        return bytes(seed, false);
    }

    /** The model file; with batch normalization either folded into the convolutions or as nodes of its own. */
    public static byte[] bytes(long seed, boolean batchNorm) {
        OnnxBuilder onnx = new OnnxBuilder(seed, 1, 48, 48);
        String x = onnx.node("HardSwish", conv(onnx, OnnxBuilder.INPUT, 1, 16, 3, 2, 1, batchNorm));
        int channels = 16;
        for (int[] block : BLOCKS) {
            x = block(onnx, x, channels, block, batchNorm);
            channels = block[2];
        }
        x = onnx.node("HardSwish", conv(onnx, x, channels, 576, 1, 1, 1, batchNorm));
        x = onnx.squeezeExcite(x, 576, 144, "Sigmoid");
        x = onnx.node("GlobalAveragePool", x);
        x = onnx.node("Flatten", x);
        x = onnx.node("HardSwish", onnx.gemm(x, 576, 256));
        x = onnx.gemm(x, 256, LABELS.size());
        x = onnx.node("Softmax", List.of(x), Map.of("axis", 1L));
        return onnx.classifier(x, LABELS, Preprocessing.FER2013);
    }

    private static String block(OnnxBuilder onnx, String input, int channels, int[] block, boolean batchNorm) {
        int kernel = block[0];
        int expanded = block[1];
        int outputs = block[2];
        int stride = block[5];
        String activation = block[4] == 1 ? "HardSwish" : "Relu";
        String x = input;
        if (expanded != channels) {
            x = onnx.node(activation, conv(onnx, x, channels, expanded, 1, 1, 1, batchNorm));
        }
        x = onnx.node(activation, conv(onnx, x, expanded, expanded, kernel, stride, expanded, batchNorm));
        if (block[3] > 0) {
            x = onnx.squeezeExcite(x, expanded, block[3], "HardSigmoid");
        }
        x = conv(onnx, x, expanded, outputs, 1, 1, 1, batchNorm);
        return stride == 1 && channels == outputs ? onnx.node("Add", input, x) : x;
    }

    private static String conv(
            OnnxBuilder onnx,
            String in,
            int inputs,
            int outputs,
            int kernel,
            int stride,
            int groups,
            boolean batchNorm) {
        String x = onnx.conv(in, inputs, outputs, kernel, stride, groups);
        return batchNorm ? onnx.batchNorm(x, outputs) : x;
    }
}
