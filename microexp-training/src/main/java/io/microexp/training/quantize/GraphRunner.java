package io.microexp.training.quantize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.microexp.training.onnx.OnnxAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Computes a float graph node by node on DJL and passes every tensor to an observer. */
final class GraphRunner {
    private final FloatGraph graph;
    private final NDManager manager;
    private final Map<String, NDArray> constants = new HashMap<>();

    /** The manager owns the graph's constants. */
    GraphRunner(FloatGraph graph, NDManager manager) {
        this.graph = graph;
        this.manager = manager;
    }

    /**
     * Runs the graph.
     *
     * @param pixels float32, normalized, row-major
     * @param shape of the pixels: (batch, 1, height, width)
     * @param observer receives the graph's input and each node's output by name; must not keep the arrays
     * @return the graph's output, row-major
     */
    float[] run(float[] pixels, Shape shape, BiConsumer<String, NDArray> observer) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> values = new HashMap<>();
            values.put(graph.input(), scope.create(pixels, shape));
            observer.accept(graph.input(), values.get(graph.input()));
            for (NodeProto node : graph.nodes()) {
                NDArray output = output(node, values);
                values.put(node.getOutput(0), output);
                observer.accept(node.getOutput(0), output);
            }
            return values.get(graph.output()).toFloatArray();
        }
    }

    private NDArray output(NodeProto node, Map<String, NDArray> values) {
        NDArray x = values.get(node.getInput(0));
        return switch (node.getOpType()) {
            case "Conv", "Gemm" -> layer(node, x, constant(node, 1), constant(node, 2));
            case "Add" -> x.add(values.get(node.getInput(1)));
            case "Mul" -> x.mul(values.get(node.getInput(1)));
            case "GlobalAveragePool" -> Pool.globalAvgPool2d(x).expandDims(2).expandDims(3);
            case "Flatten" -> x.reshape(x.getShape().get(0), -1);
            case "Relu" -> x.maximum(0);
            case "Clip" -> x.clip(constantValue(node, 1), constantValue(node, 2));
            case "HardSigmoid" -> hardSigmoid(x);
            case "HardSwish" -> x.mul(hardSigmoid(x));
            case "Sigmoid" -> Activation.sigmoid(x);
            case "Softmax" -> x.softmax(1);
            default -> throw new IllegalStateException("FloatGraph lets no " + node.getOpType() + " through");
        };
    }

    private static NDArray hardSigmoid(NDArray x) {
        return x.add(3).clip(0, 6).div(6);
    }

    /**
     * Computes a convolution or fully connected layer with other weights.
     *
     * @param x its input
     * @param weight as many values as the layer has weights; no bias is added
     */
    NDArray layer(NodeProto node, NDArray x, float[] weight) {
        NDArray weights = manager.create(weight, constant(node, 1).getShape());
        return layer(node, x, weights, constant(node, 2).zerosLike());
    }

    private static NDArray layer(NodeProto node, NDArray x, NDArray weight, NDArray bias) {
        if (node.getOpType().equals("Gemm")) {
            return Linear.linear(x, weight, bias).singletonOrThrow();
        }
        Shape stride = shape(node, "strides");
        Shape padding = shape(node, "pads");
        int groups = (int) OnnxAttributes.integer(node, "group", 1);
        return Conv2d.conv2d(x, weight, bias, stride, padding, new Shape(1, 1), groups)
                .singletonOrThrow();
    }

    private static Shape shape(NodeProto node, String name) {
        List<Long> values =
                OnnxAttributes.find(node, name).map(AttributeProto::getIntsList).orElseThrow();
        return new Shape(values.get(0), values.get(1));
    }

    private float constantValue(NodeProto node, int index) {
        return graph.constant(node, index).values()[0];
    }

    private NDArray constant(NodeProto node, int index) {
        return constants.computeIfAbsent(node.getInput(index), name -> {
            FloatGraph.Constant constant = graph.constant(node, index);
            return manager.create(constant.values(), new Shape(constant.shape()));
        });
    }
}
