package io.microexp.training.pretrained;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.microexp.DataFormatException;
import io.microexp.training.onnx.OnnxAttributes;
import io.microexp.training.onnx.OnnxTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The convolutions of any ONNX file in the order of its graph, each with its batch-norm. */
final class OnnxConvolutions {
    /** ONNX's default, if the node has no attribute. */
    private static final float EPSILON = 1e-5f;

    private final Path file;
    private final Map<String, TensorProto> tensors = new HashMap<>();
    private final Map<String, NodeProto> norms = new HashMap<>();
    private final List<Convolution> convolutions = new ArrayList<>();

    /**
     * One convolution.
     *
     * @param input the name of its input
     * @param shape (filters, inputs, H, W)
     * @param layer its weights, with batch-norm as one scale and one bias per filter
     */
    record Convolution(String input, List<Long> shape, StoredLayer layer) {}

    private OnnxConvolutions(Path file, GraphProto graph) {
        this.file = file;
        graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("BatchNormalization")) {
                norms.put(node.getInput(0), node);
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Conv")) {
                convolutions.add(convolution(node));
            }
        }
    }

    /**
     * Reads a file.
     *
     * @throws DataFormatException if it is not an intact ONNX file, or a convolution's weights are not float32 in it
     */
    static List<Convolution> read(Path file) {
        try {
            ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
            return List.copyOf(new OnnxConvolutions(file, model.getGraph()).convolutions);
        } catch (IOException e) {
            throw new DataFormatException("Weights " + file + ": expected an ONNX file, found none (" + e + ")", e);
        }
    }

    private Convolution convolution(NodeProto node) {
        List<Long> shape = tensor(node.getInput(1)).getDimsList();
        int filters = Math.toIntExact(shape.get(0));
        float[] scale = new float[filters];
        Arrays.fill(scale, 1f);
        float[] bias = node.getInputCount() > 2 ? values(node.getInput(2), filters) : new float[filters];
        NodeProto norm = norms.get(node.getOutput(0));
        if (norm != null) {
            fold(norm, scale, bias);
        }
        long size = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        return new Convolution(node.getInput(0), shape, new StoredLayer(values(node.getInput(1), size), scale, bias));
    }

    /* y = γ (x + bias - μ) / √(σ² + ε) + β */
    private void fold(NodeProto norm, float[] scale, float[] bias) {
        float[] gamma = values(norm.getInput(1), scale.length);
        float[] beta = values(norm.getInput(2), scale.length);
        float[] mean = values(norm.getInput(3), scale.length);
        float[] variance = values(norm.getInput(4), scale.length);
        double epsilon = OnnxAttributes.real(norm, "epsilon", EPSILON);
        for (int f = 0; f < scale.length; f++) {
            scale[f] = (float) (gamma[f] / Math.sqrt(variance[f] + epsilon));
            bias[f] = beta[f] + scale[f] * (bias[f] - mean[f]);
        }
    }

    private float[] values(String name, long size) {
        TensorProto tensor = tensor(name);
        boolean isFloat32 = tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber();
        float[] values = isFloat32 ? OnnxTensors.values(tensor) : new float[0];
        if (values.length != size) {
            throw new DataFormatException("Weights " + file + ": expected " + size + " float32 values in " + name
                    + ", found " + (isFloat32 ? values.length + " of them" : "type " + OnnxTensors.type(tensor))
                    + ". Export the network in float32, weights inside the file");
        }
        return values;
    }

    private TensorProto tensor(String name) {
        TensorProto tensor = tensors.get(name);
        if (tensor == null) {
            throw new DataFormatException("Weights " + file + ": expected the weights " + name
                    + " of a convolution among the initializers, found none. Export the network with its weights");
        }
        return tensor;
    }
}
