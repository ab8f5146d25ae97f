package io.microexp.internal.engine.lowering;

import io.microexp.ModelFormatException;
import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.ElementType;
import io.microexp.internal.engine.onnx.Limits;
import io.microexp.internal.engine.onnx.OnnxGraph;
import io.microexp.internal.engine.onnx.OnnxNode;
import io.microexp.internal.engine.onnx.OnnxReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks an ONNX graph and lowers it to fused operators. Batch normalization and constant factors fold into the
 * preceding convolution, activations and residual sums fuse with it, a squeeze-and-excitation block becomes one operator
 * and constant subgraphs become constants. Nodes that no output needs are dropped.
 */
public final class Lowering {
    private final OnnxGraph graph;
    private final int alike;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Scope scope;
    private final Fusion fusion;
    private final LinearLowering linear;
    private final ElementwiseLowering elementwise;
    private final PoolingLowering pooling;
    private final LayoutLowering layout;
    private final QuantizationLowering quantization;

    private Lowering(OnnxGraph graph, int alike) {
        this.graph = graph;
        this.alike = alike;
        this.scope = new Scope(graph.opset(), graph.constants(), readers);
        this.fusion = new Fusion(scope);
        this.linear = new LinearLowering(scope, fusion, alike);
        this.elementwise = new ElementwiseLowering(scope, fusion);
        this.pooling = new PoolingLowering(scope);
        this.layout = new LayoutLowering(scope);
        this.quantization = new QuantizationLowering(scope, fusion);
    }

    /** Lowers a graph whose input has the shape that the file declares. */
    public static LoweredGraph lower(OnnxGraph graph) {
        return new Lowering(graph, 1).lowerFrom(null);
    }

    /**
     * Lowers a graph for an image of a given size. It replaces the height and the width that the file declares, which
     * are those of the export for a fully convolutional network.
     */
    public static LoweredGraph lower(OnnxGraph graph, int channels, int height, int width) {
        return new Lowering(graph, 1).lowerFrom(new int[] {channels, height, width});
    }

    /**
     * Lowers a graph of an image of several channels for a gray image of one channel, which stands for all of them. The
     * convolutions that read it get the sum of their weights over the channels.
     */
    public static LoweredGraph lowerForGray(OnnxGraph graph, int channels, int height, int width) {
        return new Lowering(graph, channels).lowerFrom(new int[] {channels, height, width});
    }

    private LoweredGraph lowerFrom(int[] requested) {
        if (graph.inputs().size() != 1 || graph.outputs().isEmpty()) {
            throw new ModelFormatException("Expected a graph with one input and at least one output, found inputs "
                    + graph.inputs().stream().map(OnnxGraph.Input::name).toList() + " and outputs " + graph.outputs());
        }
        OnnxGraph.Input image = graph.inputs().get(0);
        Set<OnnxNode> needed = nodesNeededForOutputs();
        for (String name : graph.outputs()) {
            addReader(name);
        }
        for (OnnxNode node : needed) {
            for (String name : node.inputs()) {
                addReader(name);
            }
        }
        Value input = imageOf(image, requested);
        if (alike > 1) {
            input = new Value(image.name(), 1, input.height(), input.width());
        }
        scope.bind(image.name(), input);
        for (OnnxNode node : graph.nodes()) {
            if (needed.contains(node)) {
                lower(node);
            }
        }
        fusion.foldAll();
        return new LoweredGraph(scope.ops().toList(), input, outputs());
    }

    private void addReader(String name) {
        readers.put(name, readers.getOrDefault(name, 0) + 1);
    }

    private Map<String, Value> outputs() {
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (String name : graph.outputs()) {
            Value output = scope.find(name);
            if (output == null) {
                throw new ModelFormatException("Expected a node that makes the output \"" + name + "\", found none");
            }
            if (quantization.isQuantized(name)) {
                throw new ModelFormatException("Expected float values as the output \"" + name + "\", found bytes");
            }
            if (outputs.put(name, output) != null) {
                throw new ModelFormatException("Expected distinct outputs, found \"" + name + "\" twice");
            }
        }
        return Collections.unmodifiableMap(outputs);
    }

    private Set<OnnxNode> nodesNeededForOutputs() {
        Map<String, OnnxNode> producers = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            for (String name : node.outputs()) {
                boolean taken = graph.constants().containsKey(name)
                        || graph.inputs().get(0).name().equals(name);
                if (!name.isEmpty() && (producers.put(name, node) != null || taken)) {
                    throw node.error("expected a new name for its output, found \"" + name + "\", which is taken");
                }
            }
        }
        Set<OnnxNode> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        List<String> wanted = new ArrayList<>(graph.outputs());
        while (!wanted.isEmpty()) {
            OnnxNode node = producers.get(wanted.remove(wanted.size() - 1));
            if (node != null && needed.add(node)) {
                wanted.addAll(node.inputs());
            }
        }
        return needed;
    }

    private static Value imageOf(OnnxGraph.Input input, int[] requested) {
        long[] dims = input.dims();
        if (input.elementType() != ElementType.FLOAT || dims.length != 4) {
            throw new ModelFormatException("Graph input \"" + input.name()
                    + "\": expected float32 (element type 1) of 4 dimensions, batch x channels x height x width, found"
                    + " element type " + input.elementType() + ", dimensions " + Arrays.toString(dims));
        }
        if (dims[0] == 0 || dims[0] > 1) {
            throw new ModelFormatException(
                    "Graph input \"" + input.name() + "\": expected a batch of 1 or of any size, found " + dims[0]);
        }
        if (requested != null) {
            if (dims[1] >= 0 && dims[1] != requested[0]) {
                throw new ModelFormatException("Graph input \"" + input.name() + "\": expected " + requested[0]
                        + " channels, found " + dims[1]);
            }
            return new Value(input.name(), requested);
        }
        int[] chw = new int[3];
        for (int i = 0; i < chw.length; i++) {
            chw[i] = (int)
                    Limits.check("Graph input \"" + input.name() + "\", size", dims[i + 1], Limits.TENSOR_ELEMENTS);
        }
        return new Value(input.name(), chw);
    }

    private void lower(OnnxNode node) {
        if (!OnnxReader.isDefault(node.domain())) {
            throw node.unsupported("operators of domain \"" + node.domain() + "\"");
        }
        quantization.requireDequantized(node);
        switch (node.operator()) {
            case "Constant" -> scope.bind(node.output(), ConstantFolding.constant(node));
            case "Split" -> layout.split(node, scope.value(node, 0));
            case "Concat" -> scope.bind(node.output(), layout.concat(node));
            case "Add" -> bindArithmetic(node, Op.Binary.Arithmetic.ADD);
            case "Sub" -> bindArithmetic(node, Op.Binary.Arithmetic.SUBTRACT);
            case "Mul" -> bindArithmetic(node, Op.Binary.Arithmetic.MULTIPLY);
            case "Div" -> bindArithmetic(node, Op.Binary.Arithmetic.DIVIDE);
            default -> {
                if (scope.isConstant(node, 0)) {
                    scope.bind(node.output(), fold(node));
                } else {
                    scope.bind(node.output(), lower(node, scope.value(node, 0)));
                }
            }
        }
    }

    private void bindArithmetic(OnnxNode node, Op.Binary.Arithmetic arithmetic) {
        scope.bind(node.output(), elementwise.arithmetic(node, arithmetic));
    }

    private Value lower(OnnxNode node, Value input) {
        return switch (node.operator()) {
            case "Conv" -> linear.convolution(node, input);
            case "Gemm" -> linear.gemm(node, input);
            case "MatMul" -> linear.matMul(node, input);
            case "BatchNormalization" -> linear.batchNormalization(node, input);
            case "Relu" -> elementwise.activate(node, input, Activation.RELU);
            case "Neg" -> elementwise.activate(node, input, Activation.NEGATION);
            case "Clip" -> elementwise.activate(node, input, elementwise.clip(node));
            case "HardSigmoid" ->
                elementwise.activate(
                        node, input, Activation.hardSigmoid(node.number("alpha", 0.2f), node.number("beta", 0.5f)));
            case "HardSwish" -> elementwise.activate(node, input, Activation.HARD_SWISH);
            case "Sigmoid" -> elementwise.activate(node, input, Activation.SIGMOID);
            case "LeakyRelu" -> elementwise.leakyRelu(node, input);
            case "PRelu" -> elementwise.pRelu(node, input);
            case "GlobalAveragePool" -> pooling.globalAverage(node, input, true);
            case "ReduceMean" -> pooling.reduceMean(node, input);
            case "MaxPool" -> pooling.pool(node, input, true);
            case "AveragePool" -> pooling.pool(node, input, false);
            case "Flatten", "Reshape", "Squeeze", "Unsqueeze" -> layout.reshape(node, input);
            case "Transpose" -> layout.transpose(node, input);
            case "Slice" -> layout.slice(node, input);
            case "Pad" -> layout.pad(node, input);
            case "Resize" -> layout.resize(node, input);
            case "Softmax" -> layout.softmax(node, input);
            case "Identity", "Dropout" -> scope.alias(input);
            case "Cast" -> cast(node, input);
            case "QuantizeLinear" -> quantization.quantize(node, input);
            case "DequantizeLinear" -> quantization.dequantize(node, input);
            default -> throw node.unsupported("the operator " + node.operator());
        };
    }

    private Constant fold(OnnxNode node) {
        scope.budget().charge(node, scope.constant(node, 0).length());
        return switch (node.operator()) {
            case "Identity" -> scope.constant(node, 0);
            case "Cast" ->
                switch (node.integer("to", 0)) {
                    case ElementType.FLOAT -> ConstantFolding.toFloats(scope.constant(node, 0));
                    case ElementType.INT64 -> ConstantFolding.requireIntegers(node, scope.constant(node, 0));
                    default -> throw node.unsupported("a cast of a constant to ONNX type " + node.integer("to", 0));
                };
            case "DequantizeLinear" ->
                ConstantFolding.dequantize(
                        node, scope.constant(node, 0), scope.constant(node, 1), scope.constantOr(node, 2, null));
            default -> throw node.unsupported(node.operator() + " of constants");
        };
    }

    private Value cast(OnnxNode node, Value input) {
        int type = node.integer("to", 0);
        if (type != ElementType.FLOAT) {
            throw node.unsupported("a cast to ONNX type " + type);
        }
        return scope.alias(input);
    }
}
