package io.microexp.training.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.training.onnx.OnnxAttributes;
import io.microexp.training.onnx.OnnxGraphBuilder;
import io.microexp.training.onnx.OnnxTensors;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A small ONNX model for a test, node by node. Each method returns the name of the tensor it makes. */
public final class SmallGraph {
    private final OnnxGraphBuilder graph = new OnnxGraphBuilder();
    private int constants;

    /** A float32 input; a negative dimension is free. */
    public String input(long... shape) {
        return graph.input("input", shape);
    }

    /** A float32 weight. */
    public String weight(float[] values, long... shape) {
        return graph.constant(OnnxTensors.floats(nextName(), values, shape));
    }

    /** A float32 weight of zeros. */
    public String weight(long... shape) {
        return weight(new float[Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact))], shape);
    }

    /** An int8 weight of zeros. */
    public String bytes(long... shape) {
        int size = Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact));
        return graph.constant(OnnxTensors.bytes(nextName(), new byte[size], shape));
    }

    /** An int64 constant, such as a shape. */
    public String integers(long... values) {
        return graph.constant(OnnxTensors.longs(nextName(), values));
    }

    private String nextName() {
        return "w" + constants++;
    }

    /** A node without attributes. */
    public String node(String operator, String... inputs) {
        return node(operator, Map.of(), inputs);
    }

    /** A node; attributes are whole numbers or lists of them. */
    public String node(String operator, Map<String, ?> attributes, String... inputs) {
        AttributeProto[] written = attributes.entrySet().stream()
                .map(attribute -> attribute(attribute.getKey(), attribute.getValue()))
                .toArray(AttributeProto[]::new);
        return graph.node(operator, List.of(inputs), written);
    }

    private static AttributeProto attribute(String name, Object value) {
        return value instanceof List<?> list
                ? OnnxAttributes.ints(
                        name,
                        list.stream().mapToLong(i -> ((Number) i).longValue()).toArray())
                : OnnxAttributes.integer(name, ((Number) value).longValue());
    }

    /** The model whose output is a tensor of {@code shape}. */
    public EmotionModel build(ModelMetadata metadata, String output, long... shape) {
        graph.output(output, shape);
        return EmotionModel.of("test", graph.build(metadata.toEntries()));
    }
}
