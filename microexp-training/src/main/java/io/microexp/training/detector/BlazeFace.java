package io.microexp.training.detector;

import io.microexp.training.pretrained.TfjsWeights;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The short-range network of "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs" (Bazarevsky et al., 2019)
 * in MediaPipe, for an image of 128x128.
 */
final class BlazeFace {
    private static final int SIZE = 128;
    private static final int[] CHANNELS = {24, 24, 28, 32, 36, 42, 48, 56, 64, 72, 80, 88, 96, 96, 96, 96, 96};
    private static final List<Integer> HALVING = List.of(3, 6, 12);
    private static final int FINE_BLOCKS = 11;
    private static final int POINTS = 6;
    private static final int BOX_VALUES = 4 + 2 * POINTS;
    private static final String MODEL = "StatefulPartitionedCall/model/";
    /* measured on the development photographs against YuNet and the cascade */
    private static final double FRAMING_SIZE = 0.934;
    private static final double FRAMING_BELOW = 0.110;

    private final DetectorGraph graph = new DetectorGraph();
    private final TfjsWeights weights;

    private BlazeFace(TfjsWeights weights) {
        this.weights = weights;
    }

    static byte[] convert(TfjsWeights weights, Map<String, String> metadata) {
        return new BlazeFace(weights).convert(metadata);
    }

    private byte[] convert(Map<String, String> metadata) {
        String x = graph.relu(convolution("conv2d", graph.input(), 5, 3, CHANNELS[0], 2));
        for (int block = 1; block < CHANNELS.length; block++) {
            x = block(block, x);
            if (block == FINE_BLOCKS) {
                head(8, x, CHANNELS[block], 2);
            }
        }
        head(16, x, CHANNELS[CHANNELS.length - 1], 6);
        metadata.put(
                "microexp.detector",
                DetectorConverter.description(
                        SIZE,
                        List.of(
                                DetectorConverter.level("level8", 8, Collections.nCopies(2, new double[] {4, 4, 1})),
                                DetectorConverter.level("level16", 16, Collections.nCopies(6, new double[] {8, 8, 1}))),
                        Map.of("code", "pixels"),
                        POINTS,
                        FRAMING_SIZE,
                        FRAMING_BELOW));
        return graph.build(metadata);
    }

    /** A BlazeBlock: a depthwise separable convolution and the block's input, padded to its channels. */
    private String block(int block, String x) {
        int inputs = CHANNELS[block - 1];
        int outputs = CHANNELS[block];
        int stride = HALVING.contains(block) ? 2 : 1;
        String suffix = block == 1 ? "" : "_" + (block - 1);
        String name = MODEL + "depthwise_conv2d" + suffix + "/depthwise/ReadVariableOp";
        String y = graph.depthwise(x, weights.values(name, 3, 3, inputs, 1), 3, inputs, stride);
        y = convolution("conv2d_" + block, y, 1, inputs, outputs, 1);
        String shortcut = stride == 1 ? x : graph.maxPool(x, 2, 2);
        if (outputs > inputs) {
            shortcut = graph.padChannels(shortcut, outputs - inputs);
        }
        return graph.relu(graph.sum(y, shortcut));
    }

    private String convolution(String name, String x, int size, int inputs, int outputs, int stride) {
        return graph.convolution(
                x,
                new Filters(
                        weights.values(MODEL + name + "/Conv2D_weights", size, size, inputs, outputs),
                        size,
                        inputs,
                        outputs),
                weights.values(MODEL + name + "/Conv2D_bn_offset", outputs),
                stride);
    }

    private void head(int stride, String x, int inputs, int anchors) {
        Filters head = predictor("classificator_" + stride + "/Conv2D/ReadVariableOp", inputs, anchors)
                .and(predictor("regressor_" + stride + "/Conv2D/ReadVariableOp", inputs, BOX_VALUES * anchors));
        float[] classes = weights.values(MODEL + "classificator_" + stride + "/BiasAdd/ReadVariableOp", anchors);
        float[] boxes = weights.values(MODEL + "regressor_" + stride + "/BiasAdd/ReadVariableOp", BOX_VALUES * anchors);
        Filters bias = new Filters(classes, 1, 1, anchors).and(new Filters(boxes, 1, 1, boxes.length));
        graph.output("level" + stride, graph.convolution(x, head, bias.values(), 1), (1 + BOX_VALUES) * anchors);
    }

    private Filters predictor(String name, int inputs, int outputs) {
        return new Filters(weights.values(MODEL + name, 1, 1, inputs, outputs), 1, inputs, outputs);
    }
}
