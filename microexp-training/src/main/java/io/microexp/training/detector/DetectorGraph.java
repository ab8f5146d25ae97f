package io.microexp.training.detector;

import static io.microexp.training.onnx.OnnxAttributes.integer;
import static io.microexp.training.onnx.OnnxAttributes.ints;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.microexp.training.onnx.OnnxGraphBuilder;
import io.microexp.training.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a convolutional network of TensorFlow as ONNX: weights [height][width][input][output] become
 * [output][input][height][width] in float16, and {@code SAME} padding becomes explicit. The length of every map must be
 * a multiple of the stride.
 */
final class DetectorGraph {
    private static final String INPUT = "image";

    private final OnnxGraphBuilder graph = new OnnxGraphBuilder();
    private int layers;

    /** Declares an image of three channels and free size. */
    String input() {
        return graph.input(INPUT, OnnxGraphBuilder.BATCH, 3, OnnxGraphBuilder.BATCH, OnnxGraphBuilder.BATCH);
    }

    /** Adds a convolution. {@code bias} may be null. */
    String convolution(String x, Filters filters, float[] bias, int stride) {
        float[] weights = filters.outputsFirst();
        long[] shape = {filters.outputs(), filters.inputs(), filters.size(), filters.size()};
        return convolution(x, weights, shape, bias, stride, 1);
    }

    /** Adds a convolution of each channel by itself, whose weights are [size][size][channels][1]. */
    String depthwise(String x, float[] weights, int size, int channels, int stride) {
        float[] turned = new Filters(weights, size, 1, channels).outputsFirst();
        return convolution(x, turned, new long[] {channels, 1, size, size}, null, stride, channels);
    }

    private String convolution(String x, float[] weights, long[] shape, float[] bias, int stride, int groups) {
        String name = "layer" + layers++;
        List<String> inputs = new ArrayList<>(List.of(x, half(name + "_weight", weights, shape)));
        if (bias != null) {
            inputs.add(half(name + "_bias", bias, bias.length));
        }
        return graph.node(
                "Conv",
                inputs,
                integer("group", groups),
                ints("kernel_shape", shape[2], shape[3]),
                same((int) shape[2], stride),
                ints("strides", stride, stride));
    }

    private String half(String name, float[] values, long... shape) {
        String stored = graph.constant(OnnxTensors.halves(name, values, shape));
        return graph.node("Cast", name + "_float", List.of(stored), integer("to", TensorProto.DataType.FLOAT_VALUE));
    }

    /* TensorFlow puts the odd pixel below and to the right */
    private static AttributeProto same(int size, int stride) {
        int total = Math.max(0, size - stride);
        int before = total / 2;
        int after = total - before;
        return ints("pads", before, before, after, after);
    }

    String maxPool(String x, int size, int stride) {
        return graph.node(
                "MaxPool",
                List.of(x),
                ints("kernel_shape", size, size),
                same(size, stride),
                ints("strides", stride, stride));
    }

    String relu(String x) {
        return graph.node("Relu", List.of(x));
    }

    String negative(String x) {
        return graph.node("Neg", List.of(x));
    }

    String sum(String a, String b) {
        return graph.node("Add", List.of(a, b));
    }

    String channels(String... parts) {
        return graph.node("Concat", List.of(parts), integer("axis", 1));
    }

    /** Adds channels of zeros behind those of x. */
    String padChannels(String x, int count) {
        String pads = graph.shared(OnnxTensors.longs("pad_" + count, 0, 0, 0, 0, 0, count, 0, 0));
        return graph.node("Pad", List.of(x, pads));
    }

    /** Declares a map of so many channels as output. */
    void output(String name, String x, int channels) {
        graph.node("Identity", name, List.of(x));
        graph.output(name, OnnxGraphBuilder.BATCH, channels, OnnxGraphBuilder.BATCH, OnnxGraphBuilder.BATCH);
    }

    byte[] build(Map<String, String> metadata) {
        return graph.build(metadata);
    }
}
