package io.microexp.training.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a model file costs, read from its graph.
 *
 * @param parameters stored weights: elements of float initializers and of quantized ones, without the scales and zero
 *     points of quantization. Batch-norm that was folded into convolutions is no longer there to be counted
 * @param multiplyAdds multiply-adds for one image in convolutions, squeeze-excites and fully-connected layers; one
 *     multiply-add is two FLOPs
 * @param opset version of the ONNX operator set
 * @param nodes operator to the number of its nodes, by name
 */
public record OnnxGraphStats(long parameters, long multiplyAdds, long opset, Map<String, Integer> nodes) {
    private static final Set<Integer> FLOATS =
            Set.of(DataType.FLOAT_VALUE, DataType.FLOAT16_VALUE, DataType.BFLOAT16_VALUE, DataType.DOUBLE_VALUE);

    /**
     * Copies the counts.
     *
     * @param parameters stored weights
     * @param multiplyAdds multiply-adds for one image in convolutions
     * @param opset version of the ONNX operator set
     * @param nodes operator to the number of its nodes, by name
     */
    public OnnxGraphStats {
        nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
    }

    /**
     * Reads a model's graph.
     *
     * @param model the model
     * @return its costs
     * @throws ModelFormatException if the graph is damaged or has an operator whose output shape is not known here
     */
    public static OnnxGraphStats of(EmotionModel model) {
        ModelProto onnx = OnnxFile.parse(model);
        try {
            return new OnnxGraphStats(
                    parameters(onnx.getGraph()), multiplyAdds(onnx.getGraph()), opset(onnx), nodes(onnx.getGraph()));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new ModelFormatException(
                    "Model " + model.name() + ": its graph cannot be read: " + e.getMessage(), e);
        }
    }

    private static long parameters(GraphProto graph) {
        Set<String> dequantized = new HashSet<>();
        Set<String> scales = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            if (isQuantization(node)) {
                dequantized.add(node.getInput(0));
                scales.addAll(node.getInputList().subList(1, node.getInputCount()));
            }
        }
        long sum = 0;
        for (TensorProto tensor : graph.getInitializerList()) {
            boolean isFloat = FLOATS.contains(tensor.getDataType()) && !scales.contains(tensor.getName());
            if (isFloat || dequantized.contains(tensor.getName())) {
                sum = Math.addExact(sum, ShapeInference.elements(tensor.getDimsList()));
            }
        }
        return sum;
    }

    private static boolean isQuantization(NodeProto node) {
        return List.of("QuantizeLinear", "DequantizeLinear").contains(node.getOpType()) && node.getInputCount() > 0;
    }

    private static long multiplyAdds(GraphProto graph) {
        ShapeInference shapes = new ShapeInference(graph);
        long sum = 0;
        for (NodeProto node : graph.getNodeList()) {
            sum = Math.addExact(sum, shapes.multiplyAdds(node));
        }
        return sum;
    }

    private static long opset(ModelProto onnx) {
        return onnx.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("expected an import of the ONNX operator set, found none"));
    }

    private static Map<String, Integer> nodes(GraphProto graph) {
        Map<String, Integer> counts = new TreeMap<>();
        graph.getNodeList().forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
        return counts;
    }
}
