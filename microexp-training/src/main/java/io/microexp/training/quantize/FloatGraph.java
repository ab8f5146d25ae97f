package io.microexp.training.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.onnx.OnnxAttributes;
import io.microexp.training.onnx.OnnxFile;
import io.microexp.training.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The graph of a model that {@link OnnxExporter} wrote. All constants are float32, whatever they are stored as. */
final class FloatGraph {
    /** What {@link OnnxExporter} writes, except for the {@code Cast}s of constants. */
    private static final Set<String> OPERATORS = Set.of(
            "Add",
            "Clip",
            "Conv",
            "Flatten",
            "Gemm",
            "GlobalAveragePool",
            "HardSigmoid",
            "HardSwish",
            "Mul",
            "Relu",
            "Sigmoid",
            "Softmax");

    private static final Set<String> QUANTIZED = Set.of("QuantizeLinear", "DequantizeLinear");

    private final GraphProto graph;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, Constant> constants = new HashMap<>();
    private final Set<String> made = new HashSet<>();

    /**
     * A constant.
     *
     * @param values row-major
     * @param shape its dimensions
     */
    record Constant(float[] values, long... shape) {}

    private FloatGraph(GraphProto graph) {
        this.graph = graph;
    }

    /**
     * Reads a model's graph.
     *
     * @throws ModelFormatException if it is damaged, quantized, or has a node that {@link OnnxExporter} does not write
     */
    static FloatGraph of(EmotionModel model) {
        FloatGraph read = new FloatGraph(OnnxFile.parse(model).getGraph());
        for (TensorProto tensor : read.graph.getInitializerList()) {
            if (OnnxTensors.isFloat(tensor)) {
                long[] shape =
                        tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
                read.constants.put(tensor.getName(), new Constant(OnnxTensors.values(tensor), shape));
            }
        }
        if (read.graph.getInputCount() != 1 || read.graph.getOutputCount() != 1) {
            throw new ModelFormatException("Model " + model.name() + ": expected one input and one output, found "
                    + read.graph.getInputCount() + " and " + read.graph.getOutputCount());
        }
        read.made.add(read.input());
        for (NodeProto node : read.graph.getNodeList()) {
            read.add(model, node);
        }
        read.requireMade(model, read.output());
        return read;
    }

    private void add(EmotionModel model, NodeProto node) {
        String operator = node.getOpType();
        if (QUANTIZED.contains(operator)) {
            throw new ModelFormatException("Model " + model.name() + " is quantized already: expected float weights,"
                    + " found " + describe(node) + ". Give the float model that it was made from");
        }
        if (node.getInputCount() == 0 || node.getOutputCount() != 1) {
            throw new ModelFormatException("Model " + model.name() + ": expected inputs and one output, found "
                    + node.getInputList() + " and " + node.getOutputList() + " at " + describe(node));
        }
        boolean constant = operator.equals("Cast") && constants.containsKey(node.getInput(0));
        if (!constant && !(OPERATORS.contains(operator) && hasExportedForm(node))) {
            throw new ModelFormatException("Model " + model.name() + ": expected operators as microexp exports them, "
                    + OPERATORS.stream().sorted().toList() + ", found " + describe(node)
                    + ". Export the model with microexp; a MOBILENETV1 cannot be quantized");
        }
        node.getInputList().forEach(input -> requireMade(model, input));
        made.add(node.getOutput(0));
        if (constant) {
            constants.put(node.getOutput(0), constants.get(node.getInput(0)));
        } else {
            nodes.add(node);
        }
    }

    private void requireMade(EmotionModel model, String tensor) {
        if (!made.contains(tensor) && !constants.containsKey(tensor)) {
            throw new ModelFormatException("Model " + model.name() + ": expected \"" + tensor
                    + "\" to be computed before it is read, found no node for it. Export the model again");
        }
    }

    private boolean hasExportedForm(NodeProto node) {
        return switch (node.getOpType()) {
            case "Conv" ->
                hasWeights(node)
                        && OnnxAttributes.find(node, "strides").isPresent()
                        && OnnxAttributes.find(node, "pads").isPresent()
                        && OnnxAttributes.find(node, "dilations").isEmpty();
            case "Gemm" -> hasWeights(node) && OnnxAttributes.integer(node, "transB", 0) == 1;
            case "HardSigmoid" ->
                OnnxAttributes.real(node, "alpha", 0) == 1f / 6f && OnnxAttributes.real(node, "beta", 0) == 0.5f;
            case "Clip" -> hasWeights(node);
            default -> true;
        };
    }

    /** Whether its second and third input are constants: weights and bias, or bounds. */
    private boolean hasWeights(NodeProto node) {
        return node.getInputCount() == 3
                && constants.containsKey(node.getInput(1))
                && constants.containsKey(node.getInput(2));
    }

    private static String describe(NodeProto node) {
        return node.getOpType() + " \"" + node.getName() + "\"";
    }

    /** Returns the name of the image. */
    String input() {
        return graph.getInput(0).getName();
    }

    /** Returns the name of the probabilities. */
    String output() {
        return graph.getOutput(0).getName();
    }

    /** Returns the nodes that compute, in topological order. */
    List<NodeProto> nodes() {
        return nodes;
    }

    /** Returns the weights (1) or bias (2) of a convolution or fully connected layer, or the bounds of a clip. */
    Constant constant(NodeProto node, int index) {
        return constants.get(node.getInput(index));
    }

    /** Returns whether a node has weights and a bias. */
    static boolean isLayer(NodeProto node) {
        return node.getOpType().equals("Conv") || node.getOpType().equals("Gemm");
    }

    /** Returns the nodes that read a tensor. */
    List<NodeProto> readers(String tensor) {
        return nodes.stream()
                .filter(node -> node.getInputList().contains(tensor))
                .toList();
    }
}
