package io.microexp.training.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Writes small ONNX models for tests, node by node: each method returns the name of the tensor it makes. */
public final class OnnxGraphBuilder {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private int tensors;

    /** A float32 input; a negative dimension is free. */
    public String input(long... dims) {
        graph.addInput(value("input", dims));
        return "input";
    }

    /** A float32 weight. */
    public String weight(float[] values, long... dims) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return initialiser(DataType.FLOAT, raw.array(), dims);
    }

    /** A float32 weight of zeros. */
    public String weight(long... dims) {
        return weight(new float[Math.toIntExact(LongStream.of(dims).reduce(1, Math::multiplyExact))], dims);
    }

    /** A weight of another type; {@code raw} is not checked. */
    public String initialiser(DataType type, byte[] raw, long... dims) {
        String name = "w" + tensors++;
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(LongStream.of(dims).boxed().toList())
                .setRawData(ByteString.copyFrom(raw)));
        return name;
    }

    /** An int64 constant, such as a shape. */
    public String integers(long... values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return initialiser(DataType.INT64, raw.array(), values.length);
    }

    /** A node without attributes. */
    public String node(String operator, String... inputs) {
        return node(operator, Map.of(), inputs);
    }

    /** A node; attributes are longs or lists of longs. */
    public String node(String operator, Map<String, ?> attributes, String... inputs) {
        String output = "t" + tensors++;
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + "_" + output)
                .addAllInput(Arrays.asList(inputs))
                .addOutput(output);
        attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
        graph.addNode(node);
        return output;
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof List<?> list) {
            list.forEach(i -> attribute.addInts(((Number) i).longValue()));
            return attribute.setType(AttributeProto.AttributeType.INTS).build();
        }
        return attribute
                .setType(AttributeProto.AttributeType.INT)
                .setI(((Number) value).longValue())
                .build();
    }

    /** The model whose output is a tensor of {@code dims}. */
    public EmotionModel build(ModelMetadata metadata, String output, long... dims) {
        graph.addOutput(value(output, dims));
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph);
        metadata.toEntries()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return EmotionModel.of("test", model.build().toByteArray());
    }

    private static ValueInfoProto value(String name, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDim(
                    dim < 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("N")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
