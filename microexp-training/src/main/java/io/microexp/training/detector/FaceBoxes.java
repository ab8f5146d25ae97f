package io.microexp.training.detector;

import io.microexp.training.pretrained.TfjsWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The network of "FaceBoxes: A CPU Real-time Face Detector with High Accuracy" (Zhang et al., 2017). */
final class FaceBoxes {
    private static final int MULTIPLE = 128;
    private static final double CENTER_FACTOR = 0.1;
    private static final double SIZE_FACTOR = 0.2;
    /* measured on the development photographs against YuNet and the cascade */
    private static final double FRAMING_SIZE = 1.119;
    private static final double FRAMING_BELOW = 0.020;
    private static final int BOX_VALUES = 4;

    private final DetectorGraph graph = new DetectorGraph();
    private final TfjsWeights weights;

    private FaceBoxes(TfjsWeights weights) {
        this.weights = weights;
    }

    static byte[] convert(TfjsWeights weights, Map<String, String> metadata) {
        return new FaceBoxes(weights).convert(metadata);
    }

    private byte[] convert(Map<String, String> metadata) {
        String x = concatenatedRelu(layer("conv1", graph.input(), 7, 3, 24, 4));
        x = concatenatedRelu(layer("conv2", x, 5, 48, 64, 2));
        for (int i = 1; i <= 3; i++) {
            x = inception("inception" + i + "/", x);
        }
        head(0, x, 128, 21);
        x = active("conv3_2", active("conv3_1", x, 1, 128, 128, 1), 3, 128, 256, 2);
        head(1, x, 256, 1);
        x = active("conv4_2", active("conv4_1", x, 1, 256, 128, 1), 3, 128, 256, 2);
        head(2, x, 256, 1);
        metadata.put(
                "microexp.detector",
                DetectorConverter.description(
                        MULTIPLE,
                        List.of(
                                DetectorConverter.level("level0", 32, anchors(32, 32, 4, 64, 2, 128, 1)),
                                DetectorConverter.level("level1", 64, anchors(64, 256, 1)),
                                DetectorConverter.level("level2", 128, anchors(128, 512, 1))),
                        Map.of("code", "logarithmic", "center", CENTER_FACTOR, "size", SIZE_FACTOR),
                        0,
                        FRAMING_SIZE,
                        FRAMING_BELOW));
        return graph.build(metadata);
    }

    /**
     * C.ReLU: what is negative in a map becomes a channel of its own. Pooling comes first, as it is the cheaper order.
     */
    private String concatenatedRelu(String x) {
        return graph.relu(graph.maxPool(graph.channels(x, graph.negative(x)), 3, 2));
    }

    private String inception(String name, String x) {
        String pooled = graph.maxPool(x, 3, 1);
        String third = active(name + "conv_1x1_path3", x, 1, 128, 24, 1);
        String fourth = active(name + "conv_1x1_path4", x, 1, 128, 24, 1);
        fourth = active(name + "conv_3x3_path4", fourth, 3, 24, 32, 1);
        return graph.channels(
                active(name + "conv_1x1_path1", x, 1, 128, 32, 1),
                active(name + "conv_1x1_path2", pooled, 1, 128, 32, 1),
                active(name + "conv_3x3_path3", third, 3, 24, 32, 1),
                active(name + "conv_3x3_second_path4", fourth, 3, 32, 32, 1));
    }

    private String active(String name, String x, int size, int inputs, int outputs, int stride) {
        return graph.relu(layer(name, x, size, inputs, outputs, stride));
    }

    private String layer(String name, String x, int size, int inputs, int outputs, int stride) {
        return graph.convolution(
                x,
                filters(name + "/Conv2D_weights", size, inputs, outputs),
                weights.values(name + "/Conv2D_bn_offset", outputs),
                stride);
    }

    private Filters filters(String name, int size, int inputs, int outputs) {
        return new Filters(weights.values(name, size, size, inputs, outputs), size, inputs, outputs);
    }

    /**
     * The scores and boxes of a map. The softmax of two logits, no face and face, is the sigmoid of their difference. A
     * box is stored as y, x, height, width and becomes x, y, width, height.
     */
    private void head(int level, String x, int inputs, int anchors) {
        String name = "prediction_layers/class_predictor_" + level;
        int[] face = IntStream.range(0, anchors).map(a -> 2 * a + 1).toArray();
        int[] none = IntStream.range(0, anchors).map(a -> 2 * a).toArray();
        Filters classes = filters(name + "/weights", 3, inputs, 2 * anchors);
        Filters scores = classes.select(face).minus(classes.select(none));
        Filters logits = new Filters(weights.values(name + "/biases", 2 * anchors), 1, 1, 2 * anchors);
        Filters scoreBias = logits.select(face).minus(logits.select(none));

        name = "prediction_layers/box_encoding_predictor_" + level;
        int[] order = IntStream.range(0, anchors)
                .flatMap(a -> IntStream.of(1, 0, 3, 2).map(i -> BOX_VALUES * a + i))
                .toArray();
        Filters boxes =
                filters(name + "/weights", 3, inputs, BOX_VALUES * anchors).select(order);
        Filters boxBias = new Filters(weights.values(name + "/biases", order.length), 1, 1, order.length).select(order);
        String map =
                graph.convolution(x, scores.and(boxes), scoreBias.and(boxBias).values(), 1);
        graph.output("level" + level, map, (1 + BOX_VALUES) * anchors);
    }

    /**
     * The anchors of a cell, densely tiled: of each side n x n, column by column.
     *
     * @param sides side and n, in turn
     */
    private static List<double[]> anchors(int stride, int... sides) {
        List<double[]> anchors = new ArrayList<>();
        for (int i = 0; i < sides.length; i += 2) {
            double side = sides[i];
            int n = sides[i + 1];
            for (int column = 0; column < n; column++) {
                for (int row = 0; row < n; row++) {
                    double step = side / n;
                    double middle = (n - 1) / 2.0;
                    anchors.add(new double[] {
                        stride / 2.0 + step * (column - middle), stride / 2.0 + step * (row - middle), side
                    });
                }
            }
        }
        return anchors;
    }
}
