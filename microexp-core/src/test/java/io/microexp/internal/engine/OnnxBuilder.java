package io.microexp.internal.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.microexp.Emotion;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Writes ONNX files with seeded random weights, one node a call; names of results are handed from call to call. */
public final class OnnxBuilder {
    public static final String INPUT = "image";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final Random random;
    private int names;

    public OnnxBuilder(long seed, int channels, int height, int width) {
        random = new Random(seed);
        graph.addInput(tensorInfo(INPUT, channels, height, width));
    }

    /** A node of any operator. */
    public String node(String operator, List<String> inputs, Map<String, Object> attributes) {
        String output = operator + "_" + names++;
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output);
        attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
        graph.addNode(node);
        return output;
    }

    public String node(String operator, String... inputs) {
        return node(operator, List.of(inputs), Map.of());
    }

    public String floats(int[] dims, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return initializer(dims, 1, bytes);
    }

    public String longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return initializer(new int[] {values.length}, 7, bytes);
    }

    public String initializer(int[] dims, int type, ByteBuffer littleEndian) {
        String name = "constant_" + names++;
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type)
                .addAllDims(IntStream.of(dims).mapToObj(dim -> (long) dim).toList())
                .setRawData(ByteString.copyFrom(littleEndian)));
        return name;
    }

    /** Normally distributed values. */
    public String normal(double deviation, double mean, int... dims) {
        float[] values = new float[IntStream.of(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return floats(dims, values);
    }

    /** Convolution with bias whose output has about the variance of its input. */
    public String conv(String in, int inputs, int outputs, int kernel, int stride, int groups) {
        return conv(
                in,
                inputs,
                outputs,
                new int[] {kernel, kernel},
                groups,
                Map.of(
                        "kernel_shape", new long[] {kernel, kernel},
                        "strides", new long[] {stride, stride},
                        "pads", LongStream.generate(() -> kernel / 2).limit(4).toArray()));
    }

    public String conv(String in, int inputs, int outputs, int[] kernel, int groups, Map<String, Object> attributes) {
        int fanIn = inputs / groups * kernel[0] * kernel[1];
        String weights = normal(Math.sqrt(1.6 / fanIn), 0, outputs, inputs / groups, kernel[0], kernel[1]);
        Map<String, Object> all = new java.util.TreeMap<>(attributes);
        all.put("group", (long) groups);
        return node("Conv", List.of(in, weights, normal(0.1, 0, outputs)), all);
    }

    public String batchNorm(String in, int channels) {
        float[] variance = new float[channels];
        for (int i = 0; i < channels; i++) {
            variance[i] = 0.5f + random.nextFloat();
        }
        return node(
                "BatchNormalization",
                in,
                normal(0.2, 1, channels),
                normal(0.2, 0, channels),
                normal(0.2, 0, channels),
                floats(new int[] {channels}, variance));
    }

    public String squeezeExcite(String in, int channels, int hidden, String gate) {
        String mean = node("GlobalAveragePool", in);
        String reduced = node("Relu", conv(mean, channels, hidden, 1, 1, 1));
        String expanded = conv(reduced, hidden, channels, 1, 1, 1);
        String scale = gate.equals("HardSigmoid")
                ? node(gate, List.of(expanded), Map.of("alpha", 1f / 6, "beta", 0.5f))
                : node(gate, expanded);
        return node("Mul", in, scale);
    }

    public String gemm(String in, int inputs, int outputs) {
        return node(
                "Gemm",
                List.of(in, normal(Math.sqrt(1.6 / inputs), 0, outputs, inputs), normal(0.1, 0, outputs)),
                Map.of("transB", 1L));
    }

    /** Adds a node of several outputs and returns their names. */
    public List<String> nodeOf(int outputs, String operator, List<String> inputs, Map<String, Object> attributes) {
        String first = node(operator, inputs, attributes);
        NodeProto.Builder node = graph.getNodeBuilder(graph.getNodeCount() - 1);
        List<String> results = new ArrayList<>(List.of(first));
        for (int i = 1; i < outputs; i++) {
            results.add(first + "_" + i);
            node.addOutput(first + "_" + i);
        }
        return results;
    }

    public ModelProto.Builder model(String... outputs) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph.addAllOutput(
                        Stream.of(outputs).map(output -> tensorInfo(output)).toList()));
    }

    public byte[] bytes(String... outputs) {
        return model(outputs).build().toByteArray();
    }

    /** A file with metadata, as {@code EmotionModel} wants it. */
    public byte[] classifier(String output, List<Emotion> labels, Preprocessing preprocessing) {
        ModelProto.Builder model = model(output);
        new ModelMetadata(labels, preprocessing, 1, "{}", "{}")
                .toEntries()
                .forEach((key, value) ->
                        model.addMetadataPropsBuilder().setKey(key).setValue(value));
        return model.build().toByteArray();
    }

    private static ValueInfoProto tensorInfo(String name, int... dims) {
        var shape = ai.onnx.proto.OnnxMl.TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam("N");
        for (int dim : dims) {
            shape.addDimBuilder().setDimValue(dim);
        }
        var tensor = TypeProto.Tensor.newBuilder().setElemType(1);
        if (dims.length > 0) {
            tensor.setShape(shape);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long number) {
            attribute.setType(AttributeProto.AttributeType.INT).setI(number);
        } else if (value instanceof Float number) {
            attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
        } else if (value instanceof String text) {
            attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
        } else if (value instanceof long[] numbers) {
            attribute.setType(AttributeProto.AttributeType.INTS);
            LongStream.of(numbers).forEach(attribute::addInts);
        } else {
            throw new IllegalArgumentException("No attribute type for " + value);
        }
        return attribute.build();
    }
}
