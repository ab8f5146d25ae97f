package io.microexp.opencv;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A network with the inputs and outputs of YuNet and none of its knowledge: it takes every cell of 8x8 pixels whose
 * first pixel is lit for a face of 40x24 pixels with its landmarks in a row below the cell.
 *
 * <p>Per stride s there are four 1x1 convolutions of that stride: {@code cls_s} and {@code obj_s} (scores), {@code
 * bbox_s} (centre in cells, logarithm of the size in cells) and {@code kps_s} (landmarks in cells). Field numbers are
 * those of onnx.proto.
 */
final class YuNetStandIn {
    static final int CELL = 8;
    static final int FACE_WIDTH = 40;
    static final int FACE_HEIGHT = 24;

    private static final int FLOAT = 1;
    private static final int INT_ATTRIBUTES = 7;

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

    private YuNetStandIn() {}

    static byte[] onnx() {
        return new YuNetStandIn().model();
    }

    private byte[] model() {
        float[] box = {
            0.5f, 0.5f, (float) Math.log(FACE_WIDTH / (double) CELL), (float) Math.log(FACE_HEIGHT / (double) CELL)
        };
        float[] landmarks = {0, 1, 1, 1, 2, 1, 3, 1, 4, 1};
        for (int stride : new int[] {8, 16, 32}) {
            float lit = stride == CELL ? 1 / (3 * 255f) : 0;
            output("cls_" + stride, stride, lit, 0);
            output("obj_" + stride, stride, 0, 1);
            output("bbox_" + stride, stride, 0, box);
            output("kps_" + stride, stride, 0, landmarks);
        }
        bytes(graph, 2, text("stand-in"));
        bytes(graph, 11, value("input", 1, 3, 64, 64));
        ByteArrayOutputStream opset = new ByteArrayOutputStream();
        number(opset, 2, 13);
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        number(model, 1, 8);
        bytes(model, 7, graph.toByteArray());
        bytes(model, 8, opset.toByteArray());
        return model.toByteArray();
    }

    /** Convolution, then channels last: as many channels as biases, each weighing the three colours alike. */
    private void output(String name, int stride, float weight, float... biases) {
        float[] weights = new float[biases.length * 3];
        Arrays.fill(weights, weight);
        bytes(graph, 5, tensor(name + "_w", weights, biases.length, 3, 1, 1));
        bytes(graph, 5, tensor(name + "_b", biases, biases.length));
        node(
                "Conv",
                new String[] {"input", name + "_w", name + "_b"},
                name + "_map",
                ints("kernel_shape", 1, 1),
                ints("strides", stride, stride));
        node("Transpose", new String[] {name + "_map"}, name, ints("perm", 0, 2, 3, 1));
        bytes(graph, 12, value(name, 1, 64 / stride, 64 / stride, biases.length));
    }

    private void node(String operator, String[] inputs, String output, byte[]... attributes) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        for (String input : inputs) {
            bytes(node, 1, text(input));
        }
        bytes(node, 2, text(output));
        bytes(node, 3, text(output + "_node"));
        bytes(node, 4, text(operator));
        for (byte[] attribute : attributes) {
            bytes(node, 5, attribute);
        }
        bytes(graph, 1, node.toByteArray());
    }

    private static byte[] ints(String name, int... values) {
        ByteArrayOutputStream attribute = new ByteArrayOutputStream();
        bytes(attribute, 1, text(name));
        for (int value : values) {
            number(attribute, 8, value);
        }
        number(attribute, 20, INT_ATTRIBUTES);
        return attribute.toByteArray();
    }

    private static byte[] tensor(String name, float[] values, int... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (int dimension : dimensions) {
            number(tensor, 1, dimension);
        }
        number(tensor, 2, FLOAT);
        bytes(tensor, 8, text(name));
        bytes(tensor, 9, raw.array());
        return tensor.toByteArray();
    }

    private static byte[] value(String name, int... dimensions) {
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        for (int dimension : dimensions) {
            ByteArrayOutputStream size = new ByteArrayOutputStream();
            number(size, 1, dimension);
            bytes(shape, 1, size.toByteArray());
        }
        ByteArrayOutputStream tensorType = new ByteArrayOutputStream();
        number(tensorType, 1, FLOAT);
        bytes(tensorType, 2, shape.toByteArray());
        ByteArrayOutputStream type = new ByteArrayOutputStream();
        bytes(type, 1, tensorType.toByteArray());
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        bytes(value, 1, text(name));
        bytes(value, 2, type.toByteArray());
        return value.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, field << 3);
        varint(out, value);
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] bytes) {
        varint(out, field << 3 | 2);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest > 0x7F) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
