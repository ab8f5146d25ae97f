package io.microexp.internal.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
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

    /** Returns the first output. */
    public static Tensor run(byte[] onnx, Tensor image) {
        return runAll(onnx, image).values().iterator().next();
    }

    /** Returns all outputs by name. */
    public static Map<String, Tensor> runAll(byte[] onnx, Tensor image) {
        try {
            return new NaiveInterpreter().interpret(ModelProto.parseFrom(onnx), image);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, Tensor> interpret(ModelProto model, Tensor image) {
        for (TensorProto constant : model.getGraph().getInitializerList()) {
            tensors.put(constant.getName(), read(constant));
        }
        tensors.put(model.getGraph().getInput(0).getName(), image);
        for (NodeProto next : model.getGraph().getNodeList()) {
            node = next;
            if (node.getOpType().equals("Split")) {
                split(input(0));
            } else {
                tensors.put(node.getOutput(0), evaluate());
            }
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        model.getGraph()
                .getOutputList()
                .forEach(output -> outputs.put(output.getName(), tensors.get(output.getName())));
        return outputs;
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
            case "Neg" -> map(x, v -> -v);
            case "LeakyRelu" -> map(x, v -> v < 0 ? v * attribute("alpha", 0.01) : v);
            case "PRelu" -> combine(x, input(1), (v, slope) -> v < 0 ? v * slope : v);
            case "Add" -> combine(x, input(1), Double::sum);
            case "Sub" -> combine(x, input(1), (a, b) -> a - b);
            case "Mul" -> combine(x, input(1), (a, b) -> a * b);
            case "Div" -> combine(x, input(1), (a, b) -> a / b);
            case "Transpose" -> transpose(x);
            case "Concat" -> concat();
            case "Slice" -> slice(x);
            case "Pad" -> pad(x);
            case "Resize" -> resize(x);
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

    /** Broadcasts as ONNX does, where a constant has the batch dimension too. */
    private static Tensor combine(Tensor a, Tensor b, DoubleBinaryOperator function) {
        int rank = Math.max(a.dims.length, b.dims.length);
        int[] aDims = padded(a.dims, rank);
        int[] bDims = padded(b.dims, rank);
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = Math.max(aDims[i], bDims[i]);
        }
        Tensor full = Tensor.zeros(dims);
        forEach(
                dims,
                (index, i) -> full.data[i] = function.applyAsDouble(
                        a.data[clippedOffset(aDims, index)], b.data[clippedOffset(bDims, index)]));
        // without the batch that a constant has brought
        int[] shape = rank > 3 || rank > a.dims.length && rank > 1 && dims[0] == 1 && b.dims.length > a.dims.length
                ? Arrays.copyOfRange(dims, 1, rank)
                : dims;
        return new Tensor(full.data, shape);
    }

    private static int[] padded(int[] dims, int rank) {
        int[] padded = new int[rank];
        Arrays.fill(padded, 1);
        System.arraycopy(dims, 0, padded, rank - dims.length, dims.length);
        return padded;
    }

    private static int clippedOffset(int[] dims, int[] index) {
        int offset = 0;
        for (int i = 0; i < dims.length; i++) {
            offset = offset * dims[i] + Math.min(index[i], dims[i] - 1);
        }
        return offset;
    }

    private interface Visitor {
        void visit(int[] index, int position);
    }

    /** Visits all elements in row-major order. */
    private static void forEach(int[] dims, Visitor visitor) {
        int[] index = new int[dims.length];
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        for (int i = 0; i < size; i++) {
            visitor.visit(index, i);
            for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
    }

    private Tensor transpose(Tensor x) {
        long[] permutation = attributes("perm");
        int[] dims = new int[x.dims.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = x.dims[(int) permutation[i + 1] - 1];
        }
        Tensor out = Tensor.zeros(dims);
        int[] source = new int[dims.length];
        forEach(dims, (index, i) -> {
            for (int axis = 0; axis < dims.length; axis++) {
                source[(int) permutation[axis + 1] - 1] = index[axis];
            }
            out.data[i] = x.data[clippedOffset(x.dims, source)];
        });
        return out;
    }

    private int axis(Tensor x, double axis) {
        return (int) (axis < 0 ? axis + x.dims.length : axis - 1);
    }

    private Tensor concat() {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < node.getInputCount(); i++) {
            Tensor input = input(i);
            boolean constant = i > 0 && input.dims.length > inputs.get(0).dims.length;
            int[] dims = constant ? Arrays.copyOfRange(input.dims, 1, input.dims.length) : input.dims;
            inputs.add(new Tensor(input.data, dims));
        }
        int axis = axis(inputs.get(0), attribute("axis", 0));
        int[] dims = inputs.get(0).dims.clone();
        dims[axis] = inputs.stream().mapToInt(input -> input.dims[axis]).sum();
        Tensor out = Tensor.zeros(dims);
        int start = 0;
        for (Tensor input : inputs) {
            int offset = start;
            forEach(input.dims, (index, i) -> {
                int[] target = index.clone();
                target[axis] += offset;
                out.data[clippedOffset(dims, target)] = input.data[i];
            });
            start += input.dims[axis];
        }
        return out;
    }

    private Tensor part(Tensor x, int[] starts, int[] steps, int[] dims) {
        Tensor out = Tensor.zeros(dims);
        forEach(dims, (index, i) -> {
            int[] source = new int[dims.length];
            for (int axis = 0; axis < dims.length; axis++) {
                source[axis] = starts[axis] + index[axis] * steps[axis];
            }
            out.data[i] = x.data[clippedOffset(x.dims, source)];
        });
        return out;
    }

    private Tensor slice(Tensor x) {
        int[] starts = new int[x.dims.length];
        int[] steps = new int[x.dims.length];
        int[] dims = x.dims.clone();
        Arrays.fill(steps, 1);
        for (int i = 0; i < input(1).data.length; i++) {
            int axis = axis(x, input(3).data[i]);
            int size = x.dims[axis];
            steps[axis] = (int) input(4).data[i];
            starts[axis] = (int) (input(1).data[i] < 0 ? input(1).data[i] + size : input(1).data[i]);
            double end = Math.min(size, input(2).data[i] < 0 ? input(2).data[i] + size : input(2).data[i]);
            dims[axis] = (int) Math.ceil((end - starts[axis]) / steps[axis]);
        }
        return part(x, starts, steps, dims);
    }

    private void split(Tensor x) {
        int axis = axis(x, attribute("axis", 0));
        int[] starts = new int[x.dims.length];
        int[] steps = new int[x.dims.length];
        Arrays.fill(steps, 1);
        for (int i = 0; i < node.getOutputCount(); i++) {
            int[] dims = x.dims.clone();
            dims[axis] = (int) input(1).data[i];
            tensors.put(node.getOutput(i), part(x, starts, steps, dims));
            starts[axis] += dims[axis];
        }
    }

    private Tensor pad(Tensor x) {
        double[] pads = input(1).data;
        int[] dims = x.dims.clone();
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] += (int) (pads[axis + 1] + pads[axis + 2 + dims.length]);
        }
        Tensor out = Tensor.zeros(dims);
        Arrays.fill(out.data, input(2) == null ? 0 : input(2).data[0]);
        forEach(x.dims, (index, i) -> {
            int[] target = index.clone();
            for (int axis = 0; axis < dims.length; axis++) {
                target[axis] += (int) pads[axis + 1];
            }
            out.data[clippedOffset(dims, target)] = x.data[i];
        });
        return out;
    }

    private Tensor resize(Tensor x) {
        double scaleY = input(2).data[2];
        double scaleX = input(2).data[3];
        Tensor out = Tensor.zeros(x.channels(), (int) (x.height() * scaleY), (int) (x.width() * scaleX));
        forEach(out.dims, (index, i) -> {
            double y = source(index[1], scaleY, x.height(), out.height());
            double xx = source(index[2], scaleX, x.width(), out.width());
            int top = (int) y;
            int left = (int) xx;
            int bottom = Math.min(top + 1, x.height() - 1);
            int right = Math.min(left + 1, x.width() - 1);
            double upper = x.at(index[0], top, left) * (1 - xx + left) + x.at(index[0], top, right) * (xx - left);
            double lower = x.at(index[0], bottom, left) * (1 - xx + left) + x.at(index[0], bottom, right) * (xx - left);
            out.data[i] = upper * (1 - y + top) + lower * (y - top);
        });
        return out;
    }

    private double source(int index, double scale, int sourceSize, int size) {
        double position = switch (text("coordinate_transformation_mode", "half_pixel")) {
            case "asymmetric" -> index / scale;
            case "align_corners" -> size == 1 ? 0 : index * (sourceSize - 1.0) / (size - 1);
            default -> (index + 0.5) / scale - 0.5;
        };
        double clamped = Math.min(Math.max(position, 0), sourceSize - 1.0);
        if (text("mode", "nearest").equals("linear")) {
            return clamped;
        }
        boolean floor = text("nearest_mode", "round_prefer_floor").equals("floor");
        return Math.max(0, floor ? Math.floor(clamped) : Math.ceil(clamped - 0.5));
    }

    private String text(String name, String otherwise) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute.getS().toStringUtf8();
            }
        }
        return otherwise;
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

    private Tensor softmax(Tensor x) {
        int axis = axis(x, attribute("axis", -1));
        int[] dims = x.dims.clone();
        dims[axis] = 1;
        double[] sums = new double[x.data.length / x.dims[axis]];
        forEach(x.dims, (index, i) -> sums[clippedOffset(dims, index)] += Math.exp(x.data[i]));
        Tensor out = Tensor.zeros(x.dims);
        forEach(x.dims, (index, i) -> out.data[i] = Math.exp(x.data[i]) / sums[clippedOffset(dims, index)]);
        return out;
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
