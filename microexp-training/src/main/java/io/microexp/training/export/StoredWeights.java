package io.microexp.training.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.microexp.training.onnx.OnnxTensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The weights of a model file in the order of its layers, those of a quantized file as float32. */
final class StoredWeights {
    private static final int SCALE = 1;
    private static final int ZERO_POINT = 2;

    private StoredWeights() {}

    /** Returns weights and bias of each layer. An integer tensor without its scales is returned as it is. */
    static List<TensorProto> of(GraphProto graph) {
        Map<String, TensorProto> tensors = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
        Map<String, NodeProto> dequantizers = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("DequantizeLinear") && node.getInputCount() > SCALE) {
                dequantizers.put(node.getInput(0), node);
            }
        }
        return graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().matches(Layers.PREFIX + "[0-9]+_(weight|bias)"))
                .map(tensor -> dequantize(tensor, dequantizers.get(tensor.getName()), tensors))
                .toList();
    }

    /** Computes {@code scale * (q - zeroPoint)} with one scale per filter, the first dimension. */
    private static TensorProto dequantize(TensorProto tensor, NodeProto node, Map<String, TensorProto> tensors) {
        TensorProto scales = node == null ? null : tensors.get(node.getInput(SCALE));
        if (scales == null || !OnnxTensors.isFloat(scales)) {
            return tensor;
        }
        float[] scale = OnnxTensors.values(scales);
        int[] integers = OnnxTensors.integers(tensor);
        int[] zeros = node.getInputCount() > ZERO_POINT && tensors.containsKey(node.getInput(ZERO_POINT))
                ? OnnxTensors.integers(tensors.get(node.getInput(ZERO_POINT)))
                : new int[scale.length];
        if (scale.length == 0 || integers.length % scale.length != 0 || zeros.length != scale.length) {
            return tensor;
        }
        float[] values = new float[integers.length];
        int perFilter = integers.length / scale.length;
        for (int i = 0; i < values.length; i++) {
            int filter = i / perFilter;
            values[i] = scale[filter] * (integers[i] - zeros[filter]);
        }
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        return OnnxTensors.floats(tensor.getName(), values, shape);
    }
}
