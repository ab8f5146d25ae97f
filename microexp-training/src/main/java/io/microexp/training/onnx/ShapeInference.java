package io.microexp.training.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The shapes of a graph's tensors for one image, and the multiply-adds they cause: a walk over the nodes in the order
 * of the file, for the operators of MobileNet-class models. A damaged graph ends in an
 * {@link IllegalArgumentException}, an {@link IndexOutOfBoundsException} where a shape has too few dimensions, or an
 * {@link ArithmeticException} where a product leaves 64 bits.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
final class ShapeInference {
    private final Map<String, List<Long>> shapes = new HashMap<>();
    private final Map<String, TensorProto> initializers = new HashMap<>();

    ShapeInference(GraphProto graph) {
        for (TensorProto tensor : graph.getInitializerList()) {
            shapes.put(tensor.getName(), tensor.getDimsList());
            initializers.put(tensor.getName(), tensor);
        }
        for (ValueInfoProto input : graph.getInputList()) {
            shapes.putIfAbsent(input.getName(), declared(input));
        }
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOutputCount() == 0) {
                throw new IllegalArgumentException("expected an output of every node, found " + describe(node));
            }
            shapes.put(node.getOutput(0), output(node));
        }
    }

    /** The shape of a graph input; a free dimension is the batch, here one image. */
    private static List<Long> declared(ValueInfoProto input) {
        return input.getType().getTensorType().getShape().getDimList().stream()
                .map(ShapeInference::dimension)
                .toList();
    }

    private static long dimension(Dimension dimension) {
        return dimension.hasDimValue() ? dimension.getDimValue() : 1;
    }

    /** Multiply-adds of one node: 0 unless it is a convolution or a matrix product. */
    long multiplyAdds(NodeProto node) {
        long perOutput = switch (node.getOpType()) {
            case "Conv" -> elements(tail(input(node, 1), 1));
            case "Gemm" -> input(node, 0).get(OnnxAttributes.integer(node, "transA", 0) == 0 ? 1 : 0);
            case "MatMul" -> last(input(node, 0));
            default -> 0L;
        };
        return Math.multiplyExact(perOutput, elements(shapes.get(node.getOutput(0))));
    }

    private List<Long> output(NodeProto node) {
        return switch (node.getOpType()) {
            case "BatchNormalization",
                    "Cast",
                    "Clip",
                    "DequantizeLinear",
                    "Dropout",
                    "HardSigmoid",
                    "HardSwish",
                    "Identity",
                    "QuantizeLinear",
                    "Relu",
                    "Sigmoid",
                    "Softmax" -> input(node, 0);
            case "Add", "Div", "Mul", "Sub" -> broadcast(input(node, 0), input(node, 1));
            case "Conv" -> convolution(node);
            case "AveragePool", "MaxPool" -> window(node, input(node, 0).subList(0, 2), required(node, "kernel_shape"));
            case "GlobalAveragePool" ->
                concat(
                        input(node, 0).subList(0, 2),
                        Collections.nCopies(input(node, 0).size() - 2, 1L));
            case "ReduceMean" -> reduction(node);
            case "Gemm" ->
                List.of(
                        input(node, 0).get(OnnxAttributes.integer(node, "transA", 0) == 0 ? 0 : 1),
                        input(node, 1).get(OnnxAttributes.integer(node, "transB", 0) == 0 ? 1 : 0));
            case "MatMul" -> product(input(node, 0), input(node, 1));
            case "Flatten" -> flat(input(node, 0), (int) OnnxAttributes.integer(node, "axis", 1));
            case "Reshape" -> reshape(input(node, 0), integers(node, 1));
            case "Squeeze" -> squeeze(node);
            case "Slice" -> slice(node);
            case "Resize" -> resize(input(node, 0), floats(node, 2));
            default ->
                throw new IllegalArgumentException(
                        "expected an operator of a MobileNet-class model, found " + describe(node));
        };
    }

    private List<Long> input(NodeProto node, int index) {
        List<Long> shape = index < node.getInputCount() ? shapes.get(node.getInput(index)) : null;
        if (shape == null) {
            throw new IllegalArgumentException(
                    "expected input " + index + " to come before its use, found " + describe(node));
        }
        return shape;
    }

    private static String describe(NodeProto node) {
        return node.getOpType() + " \"" + node.getName() + "\"";
    }

    private List<Long> convolution(NodeProto node) {
        List<Long> weights = input(node, 1);
        return window(node, List.of(input(node, 0).get(0), weights.get(0)), tail(weights, 2));
    }

    /** The output shape of a kernel that slides over the spatial dimensions. */
    private List<Long> window(NodeProto node, List<Long> head, List<Long> kernel) {
        if (hasPaddingRule(node)) {
            throw new IllegalArgumentException("expected explicit pads, found a rule for them at " + describe(node));
        }
        List<Long> in = tail(input(node, 0), 2);
        List<Long> ones = Collections.nCopies(kernel.size(), 1L);
        List<Long> strides = attribute(node, "strides", ones);
        List<Long> dilations = attribute(node, "dilations", ones);
        List<Long> pads = attribute(node, "pads", Collections.nCopies(2 * kernel.size(), 0L));
        List<Long> out = new ArrayList<>();
        for (int d = 0; d < kernel.size(); d++) {
            long reach = dilations.get(d) * (kernel.get(d) - 1) + 1;
            long padded = in.get(d) + pads.get(d) + pads.get(kernel.size() + d);
            if (padded < reach || strides.get(d) < 1) {
                throw new IllegalArgumentException("expected a kernel inside its input and a stride >= 1, found "
                        + describe(node) + " with kernel " + kernel + " on " + in);
            }
            out.add((padded - reach) / strides.get(d) + 1);
        }
        return concat(head, out);
    }

    private static boolean hasPaddingRule(NodeProto node) {
        return node.getAttributeList().stream()
                .anyMatch(a -> a.getName().equals("auto_pad")
                                && !a.getS().toStringUtf8().equals("NOTSET")
                        || a.getName().equals("ceil_mode") && a.getI() != 0);
    }

    private static List<Long> concat(List<Long> head, List<Long> rest) {
        List<Long> shape = new ArrayList<>(head);
        shape.addAll(rest);
        return List.copyOf(shape);
    }

    private List<Long> reduction(NodeProto node) {
        List<Long> in = input(node, 0);
        List<Long> axes = node.getInputCount() > 1 ? integers(node, 1) : attribute(node, "axes", range(in.size()));
        boolean keep = OnnxAttributes.integer(node, "keepdims", 1) == 1;
        return without(in, axes, keep);
    }

    private List<Long> squeeze(NodeProto node) {
        List<Long> in = input(node, 0);
        List<Long> units =
                range(in.size()).stream().filter(d -> in.get(d.intValue()) == 1).toList();
        return without(in, node.getInputCount() > 1 ? integers(node, 1) : attribute(node, "axes", units), false);
    }

    /** A shape whose {@code axes} (negative: from the end) are set to 1 or left out. */
    private static List<Long> without(List<Long> shape, List<Long> axes, boolean keep) {
        List<Long> out = new ArrayList<>();
        for (long d = 0; d < shape.size(); d++) {
            if (!axes.contains(d) && !axes.contains(d - shape.size())) {
                out.add(shape.get((int) d));
            } else if (keep) {
                out.add(1L);
            }
        }
        return List.copyOf(out);
    }

    private static List<Long> broadcast(List<Long> a, List<Long> b) {
        int rank = Math.max(a.size(), b.size());
        List<Long> left = padFront(a, rank);
        List<Long> right = padFront(b, rank);
        List<Long> out = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            long x = left.get(d);
            long y = right.get(d);
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException("expected shapes that broadcast, found " + a + " and " + b);
            }
            out.add(x == 1 ? y : x);
        }
        return List.copyOf(out);
    }

    private static List<Long> padFront(List<Long> shape, int rank) {
        return concat(Collections.nCopies(rank - shape.size(), 1L), shape);
    }

    private static List<Long> product(List<Long> a, List<Long> b) {
        if (b.size() != 2 || a.size() < 2 || !last(a).equals(b.get(0))) {
            throw new IllegalArgumentException(
                    "expected a matrix product of [.., n, k] and [k, m], found " + a + " and " + b);
        }
        return concat(a.subList(0, a.size() - 1), tail(b, 1));
    }

    private static List<Long> flat(List<Long> in, int axis) {
        int split = axis < 0 ? axis + in.size() : axis;
        return List.of(elements(in.subList(0, split)), elements(tail(in, split)));
    }

    /** In a new shape 0 keeps a dimension and -1 stands for what is left. */
    private static List<Long> reshape(List<Long> in, List<Long> wanted) {
        List<Long> out = new ArrayList<>();
        for (int d = 0; d < wanted.size(); d++) {
            out.add(wanted.get(d) == 0 ? in.get(d) : wanted.get(d));
        }
        int free = out.indexOf(-1L);
        if (free >= 0) {
            out.set(free, 1L);
            out.set(free, elements(in) / elements(out));
        }
        if (elements(in) != elements(out)) {
            throw new IllegalArgumentException("expected a shape of as many elements as " + in + ", found " + wanted);
        }
        return List.copyOf(out);
    }

    private List<Long> slice(NodeProto node) {
        List<Long> out = new ArrayList<>(input(node, 0));
        List<Long> starts = integers(node, 1);
        List<Long> ends = integers(node, 2);
        List<Long> axes = node.getInputCount() > 3 ? integers(node, 3) : range(starts.size());
        List<Long> steps = node.getInputCount() > 4 ? integers(node, 4) : Collections.nCopies(starts.size(), 1L);
        for (int i = 0; i < starts.size(); i++) {
            int axis = (int) fromFront(axes.get(i), out.size());
            out.set(axis, taken(out.get(axis), starts.get(i), ends.get(i), steps.get(i)));
        }
        return List.copyOf(out);
    }

    /** How many of {@code size} a slice takes; negative ends count from the last, and ends beyond are cut. */
    private static long taken(long size, long start, long end, long step) {
        long most = step < 0 ? size - 1 : size;
        long first = Math.min(Math.max(fromFront(start, size), 0), most);
        long last = Math.min(Math.max(fromFront(end, size), step < 0 ? -1 : 0), most);
        // rounded up
        return Math.max(0, -Math.floorDiv(first - last, step));
    }

    private static long fromFront(long index, long size) {
        return index < 0 ? index + size : index;
    }

    private static List<Long> resize(List<Long> in, float[] scales) {
        if (scales.length != in.size()) {
            throw new IllegalArgumentException(
                    "expected a scale for each dimension of " + in + ", found " + Arrays.toString(scales));
        }
        return range(in.size()).stream()
                .map(d -> (long) Math.floor(in.get(d.intValue()) * scales[d.intValue()]))
                .toList();
    }

    /** Returns the product of a shape's dimensions; 1 for a scalar. */
    static long elements(List<Long> shape) {
        return shape.stream()
                .mapToLong(d -> {
                    if (d < 0) {
                        throw new IllegalArgumentException("expected dimensions >= 0, found " + shape);
                    }
                    return d;
                })
                .reduce(1, Math::multiplyExact);
    }

    private static Long last(List<Long> shape) {
        return shape.get(shape.size() - 1);
    }

    private static List<Long> tail(List<Long> shape, int from) {
        return shape.subList(from, shape.size());
    }

    private static List<Long> range(int size) {
        return IntStream.range(0, size).mapToObj(d -> (long) d).toList();
    }

    private static List<Long> attribute(NodeProto node, String name, List<Long> otherwise) {
        return OnnxAttributes.find(node, name).map(AttributeProto::getIntsList).orElse(otherwise);
    }

    private static List<Long> required(NodeProto node, String name) {
        List<Long> values = attribute(node, name, List.of());
        if (values.isEmpty()) {
            throw new IllegalArgumentException("expected attribute " + name + ", found none at " + describe(node));
        }
        return values;
    }

    /** The values of an int64 initializer, such as a new shape or axes. */
    private List<Long> integers(NodeProto node, int index) {
        return Arrays.stream(OnnxTensors.longValues(initializer(node, index, DataType.INT64)))
                .boxed()
                .toList();
    }

    /** The values of a float32 initializer, such as scales. */
    private float[] floats(NodeProto node, int index) {
        return OnnxTensors.values(initializer(node, index, DataType.FLOAT));
    }

    private TensorProto initializer(NodeProto node, int index, DataType type) {
        TensorProto tensor = index < node.getInputCount() ? initializers.get(node.getInput(index)) : null;
        if (tensor == null || tensor.getDataType() != type.getNumber()) {
            throw new IllegalArgumentException(
                    "expected input " + index + " to be an initializer of type " + type + ", found " + describe(node));
        }
        return tensor;
    }
}
