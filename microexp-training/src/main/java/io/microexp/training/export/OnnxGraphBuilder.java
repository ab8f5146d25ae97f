package io.microexp.training.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes an ONNX graph node by node; every node has one output, named after its number and operator. */
final class OnnxGraphBuilder {
    /** Opset 17 and IR 8: old enough for every runtime since 2022. */
    private static final int OPSET = 17;

    private static final int IR_VERSION = 8;
    private static final String BATCH = "N";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("microexp");

    /** Declares the input (N, rest) float32. */
    String input(String name, long... rest) {
        graph.addInput(tensor(name, rest));
        return name;
    }

    /** Declares the output (N, rest) float32 that a node wrote. */
    void output(String name, long... rest) {
        graph.addOutput(tensor(name, rest));
    }

    /** Stores weights, and gives the name of what they are in float32. */
    String weights(String name, float[] values, WeightFormat format, long... shape) {
        return switch (format) {
            case FLOAT32 -> constant(Tensors.floats(name, values, shape));
            case FLOAT16 ->
                node(
                        "Cast",
                        name + "_float",
                        List.of(constant(Tensors.halves(name, values, shape))),
                        integer("to", TensorProto.DataType.FLOAT_VALUE));
        };
    }

    /** Stores a constant and returns its name. */
    String constant(TensorProto tensor) {
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    /** Stores a constant that more than one node reads, once however often it is asked for. */
    String shared(TensorProto tensor) {
        return graph.getInitializerList().contains(tensor) ? tensor.getName() : constant(tensor);
    }

    /** Adds a node and returns the name of its output. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return node(operator, "v" + graph.getNodeCount() + "_" + operator, inputs, attributes);
    }

    /** Adds a node with a named output. */
    String node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName("n" + graph.getNodeCount() + "_" + operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** The file. */
    byte[] build(Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("microexp")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    static AttributeProto ints(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static ValueInfoProto tensor(String name, long... rest) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
        for (long dimension : rest) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
