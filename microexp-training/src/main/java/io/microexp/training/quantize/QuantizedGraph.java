package io.microexp.training.quantize;

import static io.microexp.training.onnx.OnnxAttributes.integer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.microexp.model.ModelMetadata;
import io.microexp.training.onnx.OnnxGraphBuilder;
import io.microexp.training.onnx.OnnxTensors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a float graph in QDQ form: each operator stands between {@code DequantizeLinear} and {@code QuantizeLinear}.
 * ONNX Runtime fuses the three into one integer operator; a runtime without fusion computes them as they are.
 *
 * <p>Three functions cost little or nothing, because quantization clips to a range anyway:
 *
 * <ul>
 *   <li>a rectifier is the range [0, greatest] of its input;
 *   <li>a hard sigmoid, {@code clip(x / 6 + 1/2, 0, 1)}, is the range [-3, 3) read as [0, 1);
 *   <li>a hard swish is x times that.
 * </ul>
 *
 * <p>The classifier and the softmax stay in float. They are small, and their rounding would reach the scores directly.
 */
final class QuantizedGraph {
    private static final int BYTES = 256;
    private static final Range HARD_SIGMOID_INPUT = new Range(6f / BYTES, BYTES / 2);
    private static final Range GATE = new Range(1f / BYTES, 0);

    private final FloatGraph source;
    private final ActivationStatistics.Result calibration;
    private final OnnxGraphBuilder graph = new OnnxGraphBuilder();
    /** OnnxTensors of the source to what stands for them here, in float. */
    private final Map<String, String> values = new HashMap<>();
    /** The ranges with which those tensors are dequantized. */
    private final Map<String, Range> readWith = new HashMap<>();
    /** Outputs of rectifiers that are part of the operator before them. */
    private final Set<String> done = new HashSet<>();

    private int layers;

    private QuantizedGraph(FloatGraph source, ActivationStatistics.Result calibration) {
        this.source = source;
        this.calibration = calibration;
    }

    /**
     * Writes the file.
     *
     * @param calibration of the source
     */
    static byte[] write(FloatGraph source, ActivationStatistics.Result calibration, ModelMetadata metadata) {
        return new QuantizedGraph(source, calibration).write(metadata);
    }

    private byte[] write(ModelMetadata metadata) {
        String image = graph.input(
                source.input(),
                OnnxGraphBuilder.BATCH,
                1,
                metadata.preprocessing().height(),
                metadata.preprocessing().width());
        quantize(source.input(), image);
        for (NodeProto node : source.nodes()) {
            if (!done.contains(node.getOutput(0))) {
                write(node);
            }
        }
        graph.output(source.output(), OnnxGraphBuilder.BATCH, metadata.labels().size());
        return graph.build(metadata.toEntries());
    }

    private void write(NodeProto node) {
        String output = node.getOutput(0);
        switch (node.getOpType()) {
            case "Conv", "Gemm" -> layer(node);
            case "HardSigmoid" -> gate(output, value(node, 0));
            case "HardSwish" -> {
                gate(output + "_gate", value(node, 0));
                quantize(output, graph.node("Mul", output, List.of(value(node, 0), values.get(output + "_gate"))));
            }
            case "Sigmoid" -> quantize(output, graph.node("Sigmoid", output, List.of(value(node, 0))), GATE, GATE);
            case "Flatten" -> {
                Range range = readWith.get(node.getInput(0));
                quantize(output, copy(node), range, range);
            }
            case "Softmax" -> copy(node);
            default -> quantize(output, copy(node));
        }
    }

    /** Writes the node with its inputs in this graph. */
    private String copy(NodeProto node) {
        List<String> inputs = node.getInputList().stream()
                .map(input -> values.getOrDefault(input, input))
                .toList();
        return graph.node(node.getOpType(), node.getOutput(0), inputs, attributes(node));
    }

    private static AttributeProto[] attributes(NodeProto node) {
        return node.getAttributeList().toArray(AttributeProto[]::new);
    }

    private String value(NodeProto node, int input) {
        return values.get(node.getInput(input));
    }

    private void layer(NodeProto node) {
        String name = "layer" + layers++;
        String output = node.getOutput(0);
        if (isRead(output, "Softmax")) {
            values.put(output, layer(node, floatWeights(name, node)));
            return;
        }
        quantize(output, layer(node, integerWeights(name, node)));
    }

    private String layer(NodeProto node, List<String> weights) {
        return graph.node(
                node.getOpType(),
                node.getOutput(0),
                List.of(value(node, 0), weights.get(0), weights.get(1)),
                attributes(node));
    }

    /** Whether exactly one node reads a tensor, and is of that kind. */
    private boolean isRead(String tensor, String operator) {
        List<NodeProto> readers = source.readers(tensor);
        return readers.size() == 1 && readers.get(0).getOpType().equals(operator);
    }

    private List<String> floatWeights(String name, NodeProto node) {
        FloatGraph.Constant weight = source.constant(node, 1);
        FloatGraph.Constant bias = source.constant(node, 2);
        return List.of(
                graph.constant(OnnxTensors.floats(name + "_weight", weight.values(), weight.shape())),
                graph.constant(OnnxTensors.floats(name + "_bias", bias.values(), bias.shape())));
    }

    private List<String> integerWeights(String name, NodeProto node) {
        FloatGraph.Constant weight = source.constant(node, 1);
        float[] bias = calibration.biases().get(node.getOutput(0));
        float inputScale = readWith.get(node.getInput(0)).scale();
        IntegerLayer layer = IntegerLayer.of(weight.values(), bias, inputScale);
        int filters = layer.bias().length;
        return List.of(
                dequantize(
                        name + "_weight_float",
                        graph.constant(OnnxTensors.bytes(name + "_weight", layer.weight(), weight.shape())),
                        graph.constant(OnnxTensors.floats(name + "_weight_scale", layer.weightScale(), filters)),
                        graph.constant(OnnxTensors.bytes(name + "_weight_zero", new byte[filters], filters))),
                dequantize(
                        name + "_bias_float",
                        graph.constant(OnnxTensors.integers(name + "_bias", layer.bias(), filters)),
                        graph.constant(OnnxTensors.floats(name + "_bias_scale", layer.biasScale(), filters))));
    }

    private String dequantize(String output, String... inputs) {
        return graph.node("DequantizeLinear", output, List.of(inputs), integer("axis", 0));
    }

    /** Quantizes a tensor to its range, or to the rectifier's range where only a rectifier reads it. */
    private void quantize(String tensor, String computed) {
        String kept = tensor;
        if (isRead(tensor, "Relu") || isRead(tensor, "Clip")) {
            kept = source.readers(tensor).get(0).getOutput(0);
            done.add(kept);
        }
        Range range = calibration.ranges().get(kept);
        quantize(kept, computed, range, range);
    }

    private void gate(String tensor, String computed) {
        quantize(tensor, computed, HARD_SIGMOID_INPUT, GATE);
    }

    /** Quantizes to one range and dequantizes with another, often the same. */
    private void quantize(String tensor, String computed, Range written, Range read) {
        String bytes = graph.node("QuantizeLinear", tensor + "_bytes", parameters(computed, written));
        values.put(tensor, graph.node("DequantizeLinear", tensor + "_float", parameters(bytes, read)));
        readWith.put(tensor, read);
    }

    private List<String> parameters(String tensor, Range range) {
        float scale = range.scale();
        int zero = range.zeroPoint();
        return List.of(
                tensor,
                graph.shared(OnnxTensors.floats("scale_" + Float.toHexString(scale), new float[] {scale})),
                graph.shared(OnnxTensors.unsignedByte("zero_" + zero, zero)));
    }
}
