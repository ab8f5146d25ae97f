package io.microexp.training.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;

/**
 * Builds an ONNX model node by node. Tensors are known by their names: each method that makes one returns its name.
 * Every node has one output, named after its number and operator unless a name is given.
 *
 * <p>Not thread-safe.
 */
public final class OnnxGraphBuilder {
    /** The batch dimension of an input or output shape, which any number of images fits. */
    public static final long BATCH = -1;

    /** Opset 17 and IR 8: old enough for every runtime since 2022. */
    private static final int OPSET = 17;

    private static final int IR_VERSION = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("microexp");

    /**
     * Declares a float32 input.
     *
     * @param shape its dimensions; a negative one, such as {@link #BATCH}, is free
     */
    public String input(String name, long... shape) {
        graph.addInput(tensor(name, shape));
        return name;
    }

    /**
     * Declares a tensor that a node makes as a float32 output.
     *
     * @param shape its dimensions; a negative one, such as {@link #BATCH}, is free
     */
    public void output(String name, long... shape) {
        graph.addOutput(tensor(name, shape));
    }

    /** Stores a constant. */
    public String constant(TensorProto tensor) {
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    /** Stores a constant that several nodes read. Equal constants are stored once. */
    public String shared(TensorProto tensor) {
        return graph.getInitializerList().contains(tensor) ? tensor.getName() : constant(tensor);
    }

    /** Adds a node. An empty name among the inputs stands for an optional input that is left out. */
    public String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return node(operator, "v" + graph.getNodeCount() + "_" + operator, inputs, attributes);
    }

    /** Adds a node with a named output. */
    public String node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName("n" + graph.getNodeCount() + "_" + operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /**
     * Returns the bytes of the model file.
     *
     * @param metadata entries of the file's {@code metadata_props}
     */
    public byte[] build(Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("microexp")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph);
        OnnxFile.setMetadata(model, metadata);
        return model.build().toByteArray();
    }

    private static ValueInfoProto tensor(String name, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : shape) {
            dimensions.addDim(
                    size < 0
                            ? Dimension.newBuilder().setDimParam("N")
                            : Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}
