package io.microexp.training.testing;

import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import java.util.List;
import java.util.Map;

/** The graph of the paper's network as an exported file has it: batch-norm folded, weights all zero. */
public final class MicroExpNetGraph {
    /** Channels behind a batch-norm: stem, then each block's expansion, depthwise and projection, then the last 1x1. */
    public static final long BATCH_NORM_CHANNELS = 16
            + (16 + 16)
            + (72 + 72 + 24)
            + (88 + 88 + 24)
            + (96 + 96 + 40)
            + 2 * (240 + 240 + 40)
            + (120 + 120 + 48)
            + (144 + 144 + 48)
            + (288 + 288 + 96)
            + 2 * (576 + 576 + 96)
            + 576;

    private final SmallGraph graph = new SmallGraph();

    private MicroExpNetGraph() {}

    /** The model with the given strides of the stem and of the four stride-2 blocks. */
    public static EmotionModel of(ModelMetadata metadata, int stem, int a, int b, int c, int d) {
        return new MicroExpNetGraph().build(metadata, stem, a, b, c, d);
    }

    private EmotionModel build(ModelMetadata metadata, int stem, int a, int b, int c, int d) {
        String x = graph.node("HardSwish", convolution(graph.input(-1, 1, 48, 48), 1, 16, 3, stem, 1));
        x = block(x, 16, 3, 16, 16, true, "Relu", a);
        x = block(x, 16, 3, 72, 24, false, "Relu", b);
        x = block(x, 24, 3, 88, 24, false, "Relu", 1);
        x = block(x, 24, 5, 96, 40, true, "HardSwish", c);
        x = block(x, 40, 5, 240, 40, true, "HardSwish", 1);
        x = block(x, 40, 5, 240, 40, true, "HardSwish", 1);
        x = block(x, 40, 5, 120, 48, true, "HardSwish", 1);
        x = block(x, 48, 5, 144, 48, true, "HardSwish", 1);
        x = block(x, 48, 5, 288, 96, true, "HardSwish", d);
        x = block(x, 96, 5, 576, 96, true, "HardSwish", 1);
        x = block(x, 96, 5, 576, 96, true, "HardSwish", 1);
        x = graph.node("HardSwish", convolution(x, 96, 576, 1, 1, 1));
        x = squeezeExcite(x, 576, 144);
        x = graph.node("Flatten", graph.node("GlobalAveragePool", x));
        x = graph.node("HardSwish", linear(x, 576, 256));
        int classes = metadata.labels().size();
        return graph.build(metadata, graph.node("Softmax", linear(x, 256, classes)), -1, classes);
    }

    private String block(
            String x, int in, int kernel, int expanded, int out, boolean attention, String activation, int stride) {
        String y = expanded == in ? x : graph.node(activation, convolution(x, in, expanded, 1, 1, 1));
        y = graph.node(activation, convolution(y, expanded, expanded, kernel, stride, expanded));
        y = attention ? squeezeExcite(y, expanded, quarterOfEights(expanded)) : y;
        y = convolution(y, expanded, out, 1, 1, 1);
        return stride == 1 && in == out ? graph.node("Add", x, y) : y;
    }

    /** A quarter of the channels, rounded to a multiple of 8 that is at least 8 and not below 90 % of it. */
    private static int quarterOfEights(int channels) {
        int rounded = Math.max(8, (channels / 4 + 4) / 8 * 8);
        return rounded < 0.9 * channels / 4 ? rounded + 8 : rounded;
    }

    private String squeezeExcite(String x, int channels, int squeezed) {
        String y = graph.node("GlobalAveragePool", x);
        y = graph.node("Relu", convolution(y, channels, squeezed, 1, 1, 1));
        return graph.node("Mul", x, graph.node("HardSigmoid", convolution(y, squeezed, channels, 1, 1, 1)));
    }

    private String convolution(String x, int in, int out, int kernel, int stride, int groups) {
        int pad = kernel / 2;
        Map<String, ?> attributes =
                Map.of("strides", List.of(stride, stride), "pads", List.of(pad, pad, pad, pad), "group", groups);
        return graph.node("Conv", attributes, x, graph.weight(out, in / groups, kernel, kernel), graph.weight(out));
    }

    private String linear(String x, int in, int out) {
        return graph.node("Gemm", Map.of("transB", 1), x, graph.weight(out, in), graph.weight(out));
    }
}
