package io.microexp.bench.layer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Writes one layer as an ONNX model. */
final class LayerOnnx {
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("layer");

    private LayerOnnx() {}

    static byte[] write(LayerProblem problem) {
        LayerOnnx onnx = new LayerOnnx();
        Layer layer = problem.layer();
        onnx.graph.addInput(tensor("x", 1, layer.inputs(), layer.size(), layer.size()));
        onnx.graph.addOutput(tensor("y", 1, layer.outputs(), layer.outputSize(), layer.outputSize()));
        if (layer.kind() == Layer.Kind.SQUEEZE_EXCITE) {
            onnx.squeezeExcite(layer, problem.filters());
        } else {
            long[] shape = {layer.outputs(), layer.inputs() / layer.groups(), layer.kernel(), layer.kernel()};
            onnx.convolution("x", "y", problem.filters().get(0), shape, layer.stride(), layer.groups());
        }
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(onnx.graph)
                .build()
                .toByteArray();
    }

    private void squeezeExcite(Layer layer, List<LayerProblem.Filter> filters) {
        long[] reduce = {layer.hidden(), layer.inputs(), 1, 1};
        long[] expand = {layer.inputs(), layer.hidden(), 1, 1};
        node("GlobalAveragePool", "mean", List.of("x"));
        convolution("mean", "reduced", filters.get(0), reduce, 1, 1);
        node("Relu", "hidden", List.of("reduced"));
        convolution("hidden", "expanded", filters.get(1), expand, 1, 1);
        node("HardSigmoid", "gate", List.of("expanded"), real("alpha", 1f / 6), real("beta", 0.5f));
        node("Mul", "y", List.of("x", "gate"));
    }

    private void convolution(
            String input, String output, LayerProblem.Filter filter, long[] shape, int stride, int groups) {
        long pad = shape[2] / 2;
        List<String> inputs = List.of(
                input,
                constant(output + "_weights", filter.weights(), shape),
                constant(output + "_bias", filter.bias(), shape[0]));
        AttributeProto group = AttributeProto.newBuilder()
                .setName("group")
                .setType(AttributeProto.AttributeType.INT)
                .setI(groups)
                .build();
        node(
                "Conv",
                output,
                inputs,
                group,
                integers("kernel_shape", shape[2], shape[3]),
                integers("strides", stride, stride),
                integers("pads", pad, pad, pad, pad));
    }

    private void node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
    }

    private String constant(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(Arrays.stream(shape).boxed().toList())
                .setRawData(ByteString.copyFrom(bytes.array())));
        return name;
    }

    private static AttributeProto integers(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList())
                .build();
    }

    private static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    private static ValueInfoProto tensor(String name, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        Arrays.stream(shape)
                .forEach(size -> dimensions.addDim(
                        TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}
