package io.microexp.opencv;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * A network with the inputs and outputs of YuNet and none of its knowledge: it takes every cell of 8x8 pixels whose
 * first pixel is lit for a face of 40x24 pixels with its landmarks in a row below the cell.
 *
 * <p>Per stride s there are four 1x1 convolutions of that stride: {@code cls_s} and {@code obj_s} (scores), {@code
 * bbox_s} (center in cells, logarithm of the size in cells) and {@code kps_s} (landmarks in cells).
 */
final class YuNetStandIn {
    static final int CELL = 8;
    static final int FACE_WIDTH = 40;
    static final int FACE_HEIGHT = 24;

    private static final int SIZE = 64;
    private static final int COLORS = 3;

    private final GraphProto.Builder graph =
            GraphProto.newBuilder().setName("stand-in").addInput(value("input", 1, COLORS, SIZE, SIZE));

    private final boolean oneSize;

    private YuNetStandIn(boolean oneSize) {
        this.oneSize = oneSize;
    }

    static byte[] onnx() {
        return new YuNetStandIn(false).model().toByteArray();
    }

    /** One that runs on images of {@value #SIZE}x{@value #SIZE} pixels alone. */
    static byte[] onnxOfOneSize() {
        return new YuNetStandIn(true).model().toByteArray();
    }

    private ModelProto model() {
        float[] box = {0.5f, 0.5f, logOfCells(FACE_WIDTH), logOfCells(FACE_HEIGHT)};
        float[] landmarks = {0, 1, 1, 1, 2, 1, 3, 1, 4, 1};
        for (int stride : new int[] {8, 16, 32}) {
            float lit = stride == CELL ? 1 / (COLORS * 255f) : 0;
            addOutput("cls_" + stride, stride, lit, 0);
            addOutput("obj_" + stride, stride, 0, 1);
            addOutput("bbox_" + stride, stride, 0, box);
            addOutput("kps_" + stride, stride, 0, landmarks);
        }
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    private static float logOfCells(int pixels) {
        return (float) Math.log(pixels / (double) CELL);
    }

    /** A convolution, then channels last: a channel per bias, each weighing the colors alike. */
    private void addOutput(String name, int stride, float weight, float... biases) {
        TensorProto.Builder weights = tensor(name + "_w", biases.length, COLORS, 1, 1);
        TensorProto.Builder bias = tensor(name + "_b", biases.length);
        for (float b : biases) {
            bias.addFloatData(b);
            for (int i = 0; i < COLORS; i++) {
                weights.addFloatData(weight);
            }
        }
        graph.addInitializer(weights).addInitializer(bias);
        graph.addNode(node("Conv", name + "_map", "input", name + "_w", name + "_b")
                .addAttribute(ints("kernel_shape", 1, 1))
                .addAttribute(ints("strides", stride, stride)));
        String last = oneSize ? name + "_cells" : name;
        graph.addNode(node("Transpose", last, name + "_map").addAttribute(ints("perm", 0, 2, 3, 1)));
        if (oneSize) {
            int side = SIZE / stride;
            graph.addInitializer(TensorProto.newBuilder()
                    .setName(name + "_shape")
                    .setDataType(TensorProto.DataType.INT64.getNumber())
                    .addDims(4)
                    .addAllInt64Data(List.of(1L, (long) side, (long) side, (long) biases.length)));
            graph.addNode(node("Reshape", name, last, name + "_shape"));
        }
        graph.addOutput(value(name, 1, SIZE / stride, SIZE / stride, biases.length));
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).setName(output);
        for (String input : inputs) {
            node.addInput(input);
        }
        return node.addOutput(output);
    }

    private static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static TensorProto.Builder tensor(String name, long... dimensions) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        return tensor;
    }

    private static ValueInfoProto value(String name, long... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
