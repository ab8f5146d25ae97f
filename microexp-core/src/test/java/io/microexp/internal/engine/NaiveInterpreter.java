package io.microexp.internal.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Runs an ONNX graph node by node in double precision, each operator as its definition reads. Shares no code with the
 * engine: not even the reader. One image; tensors are channels x height x width.
 */
public final class NaiveInterpreter {
    /** A tensor without its batch dimension; a constant with all its dimensions. */
    public record Tensor(double[] data, int... dims) {
        int channels() {
            return dims[0];
        }

        int height() {
            return dims.length > 1 ? dims[1] : 1;
        }

        int width() {
            return dims.length > 2 ? dims[2] : 1;
        }

        double at(int c, int y, int x) {
            return data[(c * height() + y) * width() + x];
        }

        public static Tensor zeros(int... dims) {
            int size = 1;
            for (int dim : dims) {
                size *= dim;
            }
            return new Tensor(new double[size], dims);
        }
    }

    private final Map<String, Tensor> tensors = new HashMap<>();
    private NodeProto node;

    public static Tensor run(byte[] onnx, Tensor image) {
        try {
            return new NaiveInterpreter().interpret(ModelProto.parseFrom(onnx), image);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private Tensor interpret(ModelProto model, Tensor image) {
        for (TensorProto constant : model.getGraph().getInitializerList()) {
            tensors.put(constant.getName(), read(constant));
        }
        tensors.put(model.getGraph().getInput(0).getName(), image);
        for (NodeProto next : model.getGraph().getNodeList()) {
            node = next;
            tensors.put(node.getOutput(0), evaluate());
        }
        return tensors.get(model.getGraph().getOutput(0).getName());
    }

    private Tensor evaluate() {
        Tensor x = input(0);
        return switch (node.getOpType()) {
            case "Conv" -> conv(x);
            case "Gemm" -> matrixProduct(x, input(1), attribute("transB", 0) == 1, input(2));
            case "MatMul" -> matrixProduct(x, input(1), false, null);
            case "BatchNormalization" -> batchNorm(x);
            case "Relu" -> map(x, v -> Math.max(v, 0));
            case "Clip" -> map(x, v -> Math.min(Math.max(v, input(1).data[0]), input(2).data[0]));
            case "HardSwish" -> map(x, v -> v * Math.min(Math.max(v / 6 + 0.5, 0), 1));
            case "HardSigmoid" ->
                map(x, v -> Math.min(Math.max(attribute("alpha", 0.2) * v + attribute("beta", 0.5), 0), 1));
            case "Sigmoid" -> map(x, v -> 1 / (1 + Math.exp(-v)));
            case "Add" -> combine(x, input(1), false);
            case "Mul" -> combine(x, input(1), true);
            case "GlobalAveragePool" -> average(x, 3);
            case "ReduceMean" -> average(x, attribute("keepdims", 1) == 1 ? 3 : 1);
            case "MaxPool" -> pool(x, true);
            case "AveragePool" -> pool(x, false);
            case "Flatten" -> new Tensor(x.data, x.data.length);
            case "Reshape", "Squeeze", "Unsqueeze" -> reshape(x);
            case "Softmax" -> softmax(x);
            case "Identity", "Dropout", "Cast" -> x;
            default -> throw new AssertionError("The naive interpreter lacks " + node.getOpType());
        };
    }

    private Tensor conv(Tensor x) {
        Tensor w = input(1);
        Tensor b = input(2);
        int groups = (int) attribute("group", 1);
        long[] strides = attributes("strides", 1, 1);
        long[] pads = attributes("pads", 0, 0, 0, 0);
        long[] dilations = attributes("dilations", 1, 1);
        int kh = w.dims[2];
        int kw = w.dims[3];
        int height = outputSize(x.height(), kh, pads[0] + pads[2], strides[0], dilations[0]);
        int width = outputSize(x.width(), kw, pads[1] + pads[3], strides[1], dilations[1]);
        Tensor out = Tensor.zeros(w.dims[0], height, width);
        int perGroup = w.dims[0] / groups;
        for (int o = 0; o < w.dims[0]; o++) {
            for (int y = 0; y < height; y++) {
                for (int xx = 0; xx < width; xx++) {
                    double sum = b == null ? 0 : b.data[o];
                    for (int i = 0; i < w.dims[1]; i++) {
                        for (int ky = 0; ky < kh; ky++) {
                            for (int kx = 0; kx < kw; kx++) {
                                int inY = (int) (y * strides[0] - pads[0] + ky * dilations[0]);
                                int inX = (int) (xx * strides[1] - pads[1] + kx * dilations[1]);
                                if (inY >= 0 && inY < x.height() && inX >= 0 && inX < x.width()) {
                                    sum += x.at(o / perGroup * w.dims[1] + i, inY, inX)
                                            * w.data[((o * w.dims[1] + i) * kh + ky) * kw + kx];
                                }
                            }
                        }
                    }
                    out.data[(o * height + y) * width + xx] = sum;
                }
            }
        }
        return out;
    }

    private static int outputSize(int in, int kernel, long pads, long stride, long dilation) {
        return (int) ((in + pads - dilation * (kernel - 1) - 1) / stride + 1);
    }

    private Tensor matrixProduct(Tensor x, Tensor w, boolean transposed, Tensor bias) {
        int inputs = w.dims[transposed ? 1 : 0];
        int outputs = w.dims[transposed ? 0 : 1];
        Tensor out = Tensor.zeros(outputs);
        for (int o = 0; o < outputs; o++) {
            double sum = bias == null ? 0 : bias.data[bias.data.length == 1 ? 0 : o] * attribute("beta", 1);
            for (int i = 0; i < inputs; i++) {
                sum += attribute("alpha", 1) * x.data[i] * w.data[transposed ? o * inputs + i : i * outputs + o];
            }
            out.data[o] = sum;
        }
        return out;
    }

    private Tensor batchNorm(Tensor x) {
        Tensor out = Tensor.zeros(x.dims);
        int pixels = x.height() * x.width();
        for (int i = 0; i < out.data.length; i++) {
            int c = i / pixels;
            double deviation = Math.sqrt(input(4).data[c] + attribute("epsilon", 1e-5));
            out.data[i] = (x.data[i] - input(3).data[c]) / deviation * input(1).data[c] + input(2).data[c];
        }
        return out;
    }

    private static Tensor map(Tensor x, DoubleUnaryOperator function) {
        Tensor out = Tensor.zeros(x.dims);
        for (int i = 0; i < out.data.length; i++) {
            out.data[i] = function.applyAsDouble(x.data[i]);
        }
        return out;
    }

    private static Tensor combine(Tensor a, Tensor b, boolean product) {
        if (a.data.length < b.data.length) {
            return combine(b, a, product);
        }
        Tensor out = Tensor.zeros(a.dims);
        int pixels = a.height() * a.width();
        for (int i = 0; i < out.data.length; i++) {
            double other = b.data[b.data.length == a.data.length ? i : b.data.length == 1 ? 0 : i / pixels];
            out.data[i] = product ? a.data[i] * other : a.data[i] + other;
        }
        return out;
    }

    private static Tensor average(Tensor x, int rank) {
        int pixels = x.height() * x.width();
        Tensor out = rank == 3 ? Tensor.zeros(x.channels(), 1, 1) : Tensor.zeros(x.channels());
        for (int i = 0; i < x.data.length; i++) {
            out.data[i / pixels] += x.data[i] / pixels;
        }
        return out;
    }

    private Tensor pool(Tensor x, boolean maximum) {
        long[] kernel = attributes("kernel_shape");
        long[] strides = attributes("strides", 1, 1);
        long[] pads = attributes("pads", 0, 0, 0, 0);
        boolean countPadding = attribute("count_include_pad", 0) == 1;
        int height = outputSize(x.height(), (int) kernel[0], pads[0] + pads[2], strides[0], 1);
        int width = outputSize(x.width(), (int) kernel[1], pads[1] + pads[3], strides[1], 1);
        Tensor out = Tensor.zeros(x.channels(), height, width);
        for (int i = 0; i < out.data.length; i++) {
            int top = (int) (i / width % height * strides[0] - pads[0]);
            int left = (int) (i % width * strides[1] - pads[1]);
            double best = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int count = 0;
            for (int y = Math.max(0, top); y < Math.min(x.height(), top + kernel[0]); y++) {
                for (int xx = Math.max(0, left); xx < Math.min(x.width(), left + kernel[1]); xx++) {
                    double value = x.at(i / (width * height), y, xx);
                    best = Math.max(best, value);
                    sum += value;
                    count++;
                }
            }
            out.data[i] = maximum ? best : sum / (countPadding ? kernel[0] * kernel[1] : count);
        }
        return out;
    }

    private Tensor reshape(Tensor x) {
        int[] dims;
        if (node.getOpType().equals("Reshape")) {
            double[] shape = input(1).data;
            dims = new int[shape.length - 1];
            int known = 1;
            for (int i = 0; i < dims.length; i++) {
                dims[i] = (int) shape[i + 1];
                known *= dims[i] > 0 ? dims[i] : 1;
            }
            for (int i = 0; i < dims.length; i++) {
                dims[i] = dims[i] > 0 ? dims[i] : x.data.length / known;
            }
        } else {
            // in the tests only single pixels are squeezed, to one dimension, and unsqueezed, to three
            dims = node.getOpType().equals("Squeeze") ? new int[] {x.data.length} : new int[] {x.data.length, 1, 1};
        }
        return new Tensor(x.data, dims);
    }

    private static Tensor softmax(Tensor x) {
        Tensor exponentials = map(x, Math::exp);
        double sum = java.util.Arrays.stream(exponentials.data).sum();
        return map(exponentials, v -> v / sum);
    }

    private Tensor input(int index) {
        return index < node.getInputCount() ? tensors.get(node.getInput(index)) : null;
    }

    private double attribute(String name, double otherwise) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute.getType() == AttributeProto.AttributeType.INT ? attribute.getI() : attribute.getF();
            }
        }
        return otherwise;
    }

    private long[] attributes(String name, long... otherwise) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute.getIntsList().stream()
                        .mapToLong(Long::longValue)
                        .toArray();
            }
        }
        return otherwise;
    }

    private static Tensor read(TensorProto proto) {
        int[] dims = proto.getDimsList().stream().mapToInt(Long::intValue).toArray();
        Tensor tensor = Tensor.zeros(dims);
        ByteBuffer raw = proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tensor.data.length; i++) {
            tensor.data[i] = proto.getDataType() == 7 ? raw.getLong(8 * i) : raw.getFloat(4 * i);
        }
        return tensor;
    }
}
