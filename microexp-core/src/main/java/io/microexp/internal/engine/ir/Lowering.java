package io.microexp.internal.engine.ir;

import io.microexp.ModelFormatException;
import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.Limits;
import io.microexp.internal.engine.onnx.OnnxGraph;
import io.microexp.internal.engine.onnx.OnnxNode;
import io.microexp.internal.engine.onnx.OnnxReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks an ONNX graph and lowers it to fused operators. Batch normalization and constant factors fold into the
 * preceding convolution, activations and residual sums fuse with it, a squeeze-and-excitation block becomes one operator
 * and constant subgraphs become constants. Nodes that no output needs are dropped.
 */
public final class Lowering {
    private static final int ONNX_FLOAT = 1;
    private static final int ONNX_INT64 = 7;
    private static final int ONNX_FLOAT16 = 10;
    private static final int CLIP_LOW = 1;
    private static final int CLIP_HIGH = 2;

    private final OnnxGraph graph;
    private final Map<String, Constant> constants;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private final OpList ops = new OpList();

    private Lowering(OnnxGraph graph) {
        this.graph = graph;
        this.constants = new HashMap<>(graph.constants());
    }

    /** Lowers a graph whose input has the shape that the file declares. */
    public static LoweredGraph lower(OnnxGraph graph) {
        return new Lowering(graph).lowerFrom(null);
    }

    /**
     * Lowers a graph for an image of a given size. It replaces the height and the width that the file declares, which
     * are those of the export for a fully convolutional network.
     */
    public static LoweredGraph lower(OnnxGraph graph, int channels, int height, int width) {
        return new Lowering(graph).lowerFrom(new int[] {channels, height, width});
    }

    private LoweredGraph lowerFrom(int[] requested) {
        if (graph.inputs().size() != 1 || graph.outputs().isEmpty()) {
            throw new ModelFormatException("Expected a graph with one input and at least one output, found inputs "
                    + graph.inputs().stream().map(OnnxGraph.Input::name).toList() + " and outputs " + graph.outputs());
        }
        OnnxGraph.Input image = graph.inputs().get(0);
        Set<OnnxNode> needed = nodesNeededForOutputs();
        for (String name : graph.outputs()) {
            addReader(name);
        }
        for (OnnxNode node : needed) {
            for (String name : node.inputs()) {
                addReader(name);
            }
        }
        Value input = bind(image.name(), imageOf(image, requested));
        for (OnnxNode node : graph.nodes()) {
            if (needed.contains(node)) {
                lower(node);
            }
        }
        LoweredGraph lowered = new LoweredGraph(ops.toList(), input, outputs());
        Limits.check("Multiply-adds of one image", lowered.multiplyAdds(), Limits.MULTIPLY_ADDS);
        return lowered;
    }

    private void addReader(String name) {
        readers.put(name, readers.getOrDefault(name, 0) + 1);
    }

    private Map<String, Value> outputs() {
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (String name : graph.outputs()) {
            Value output = values.get(name);
            if (output == null) {
                throw new ModelFormatException("Expected a node that makes the output \"" + name + "\", found none");
            }
            if (outputs.put(name, output) != null) {
                throw new ModelFormatException("Expected distinct outputs, found \"" + name + "\" twice");
            }
        }
        return Collections.unmodifiableMap(outputs);
    }

    private Set<OnnxNode> nodesNeededForOutputs() {
        Map<String, OnnxNode> producers = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            for (String name : node.outputs()) {
                boolean taken = graph.constants().containsKey(name)
                        || graph.inputs().get(0).name().equals(name);
                if (!name.isEmpty() && (producers.put(name, node) != null || taken)) {
                    throw node.error("expected a new name for its output, found \"" + name + "\", which is taken");
                }
            }
        }
        Set<OnnxNode> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        List<String> wanted = new ArrayList<>(graph.outputs());
        while (!wanted.isEmpty()) {
            OnnxNode node = producers.get(wanted.remove(wanted.size() - 1));
            if (node != null && needed.add(node)) {
                wanted.addAll(node.inputs());
            }
        }
        return needed;
    }

    private static Value imageOf(OnnxGraph.Input input, int[] requested) {
        long[] dims = input.dims();
        if (input.elementType() != ONNX_FLOAT || dims.length != 4) {
            throw new ModelFormatException("Graph input \"" + input.name()
                    + "\": expected float32 (element type 1) of 4 dimensions, batch x channels x height x width, found"
                    + " element type " + input.elementType() + ", dimensions " + Arrays.toString(dims));
        }
        if (requested != null) {
            if (dims[1] >= 0 && dims[1] != requested[0]) {
                throw new ModelFormatException("Graph input \"" + input.name() + "\": expected " + requested[0]
                        + " channels, found " + dims[1]);
            }
            return new Value(input.name(), requested);
        }
        int[] chw = new int[3];
        for (int i = 0; i < chw.length; i++) {
            chw[i] = (int)
                    Limits.check("Graph input \"" + input.name() + "\", size", dims[i + 1], Limits.TENSOR_ELEMENTS);
        }
        return new Value(input.name(), chw);
    }

    private void lower(OnnxNode node) {
        if (!OnnxReader.isDefault(node.domain())) {
            throw node.unsupported("operators of domain \"" + node.domain() + "\"");
        }
        if (node.operator().equals("Constant") || isConstant(node, 0) && !isCommutative(node)) {
            constants.put(node.output(), fold(node));
        } else {
            OnnxNode ordered = isConstant(node, 0) ? node.swapped() : node;
            bind(node.output(), lower(ordered, value(ordered, 0)));
        }
    }

    private boolean isConstant(OnnxNode node, int index) {
        return constants.containsKey(node.input(index));
    }

    private static boolean isCommutative(OnnxNode node) {
        return node.operator().equals("Add") || node.operator().equals("Mul");
    }

    private Value lower(OnnxNode node, Value input) {
        return switch (node.operator()) {
            case "Conv" -> convolution(node, input);
            case "Gemm" -> gemm(node, input);
            case "MatMul" -> matMul(node, input);
            case "BatchNormalization" -> batchNormalization(node, input);
            case "Relu" -> activate(node, input, Activation.RELU);
            case "Clip" -> activate(node, input, clip(node));
            case "HardSigmoid" ->
                activate(node, input, Activation.hardSigmoid(node.number("alpha", 0.2f), node.number("beta", 0.5f)));
            case "HardSwish" -> activate(node, input, Activation.HARD_SWISH);
            case "Sigmoid" -> activate(node, input, Activation.SIGMOID);
            case "Add" -> isConstant(node, 1) ? addConstant(node, input) : add(node, input);
            case "Mul" -> isConstant(node, 1) ? scaleByConstant(node, input) : multiply(node, input);
            case "GlobalAveragePool" -> globalAverage(node, input, true);
            case "ReduceMean" -> reduceMean(node, input);
            case "MaxPool" -> pool(node, input, true);
            case "AveragePool" -> pool(node, input, false);
            case "Flatten", "Reshape", "Squeeze", "Unsqueeze" -> reshape(node, input);
            case "Softmax" -> softmax(node, input);
            case "Identity", "Dropout" -> alias(input);
            case "Cast" -> cast(node, input);
            case "QuantizeLinear" -> throw node.unsupported("quantized activations; it runs the float32 model");
            default -> throw node.unsupported("the operator " + node.operator());
        };
    }

    private Value bind(String name, Value value) {
        values.put(name, value);
        ops.addReaders(value, readers.getOrDefault(name, 0));
        return value;
    }

    private Value value(OnnxNode node, int index) {
        Value value = values.get(node.input(index));
        if (value == null) {
            throw node.error("expected its input \"" + node.input(index) + "\" to be made by an earlier node, found "
                    + (isConstant(node, index) ? "a constant" : "none")
                    + "; the nodes form a cycle or are out of order");
        }
        return value;
    }

    private Constant constant(OnnxNode node, int index) {
        Constant constant = constants.get(node.input(index));
        if (constant == null) {
            throw node.unsupported("an input \"" + node.input(index) + "\" that is not constant");
        }
        return constant;
    }

    private Constant constantOr(OnnxNode node, int index, Constant otherwise) {
        return node.hasInput(index) ? constant(node, index) : otherwise;
    }

    // Constant subgraphs

    private Constant fold(OnnxNode node) {
        return switch (node.operator()) {
            case "Constant" -> ConstantFolding.constant(node);
            case "Identity" -> constant(node, 0);
            case "Cast" ->
                switch (node.integer("to", 0)) {
                    case ONNX_FLOAT -> ConstantFolding.toFloats(constant(node, 0));
                    case ONNX_INT64 -> ConstantFolding.requireIntegers(node, constant(node, 0));
                    default -> throw node.unsupported("a cast of a constant to ONNX type " + node.integer("to", 0));
                };
            case "DequantizeLinear" ->
                ConstantFolding.dequantize(node, constant(node, 0), constant(node, 1), constantOr(node, 2, null));
            default -> throw node.unsupported(node.operator() + " of constants");
        };
    }

    // Convolutions and what folds into them

    private Value convolution(OnnxNode node, Value input) {
        requireMap(node, input);
        Constant weights = constant(node, 1).requireRank(4);
        int groups = node.integer("group", 1);
        int outputs = weights.dims()[0];
        if (groups < 1
                || outputs < 1
                || outputs % groups != 0
                || (long) weights.dims()[1] * groups != input.channels()) {
            throw node.error("expected weights [outputs, " + input.channels() + " / groups, height, width], found "
                    + weights + " and " + groups + " groups");
        }
        int[] kernel = node.integers("kernel_shape", weights.dims()[2], weights.dims()[3]);
        weights.requireDims(outputs, weights.dims()[1], kernel[0], kernel.length > 1 ? kernel[1] : 0);
        Window window = WindowReader.read(node, kernel, input);
        float[] bias = node.hasInput(2) ? constant(node, 2).requireDims(outputs).requireFloats() : new float[outputs];
        Value output = new Value(
                node.output(), outputs, window.outputHeight(input.height()), window.outputWidth(input.width()));
        return ops.add(
                new Op.Conv(input, null, output, window, groups, weights.requireFloats(), bias, Activation.IDENTITY));
    }

    private Value gemm(OnnxNode node, Value input) {
        Constant matrix = constant(node, 1).requireRank(2);
        float alpha = node.number("alpha", 1);
        float beta = node.number("beta", 1);
        if (node.integer("transA", 0) != 0) {
            throw node.unsupported("a transposed first input");
        }
        boolean transposed = node.integer("transB", 0) != 0;
        int outputs = matrix.dims()[transposed ? 0 : 1];
        float[] bias = new float[outputs];
        if (node.hasInput(2)) {
            float[] summand = perChannel(node, constant(node, 2), new Value(node.output(), outputs));
            for (int i = 0; i < outputs; i++) {
                bias[i] = beta * summand[i];
            }
        }
        return fullyConnected(node, input, matrix, transposed, alpha, bias);
    }

    private Value matMul(OnnxNode node, Value input) {
        Constant matrix = constant(node, 1).requireRank(2);
        return fullyConnected(node, input, matrix, false, 1, new float[matrix.dims()[1]]);
    }

    /** Lowers a product with a matrix [inputs, outputs], or its transpose, to a 1x1 convolution of one pixel. */
    private Value fullyConnected(
            OnnxNode node, Value input, Constant matrix, boolean transposed, float alpha, float[] bias) {
        int outputs = bias.length;
        int inputs = matrix.dims()[transposed ? 1 : 0];
        if (input.rank() != 1 || input.channels() != inputs || outputs < 1) {
            throw node.error("expected a first input of [batch, " + inputs + "] for " + matrix + ", found " + input);
        }
        float[] source = matrix.requireFloats();
        boolean asTheyAre = transposed && alpha == 1;
        float[] weights = asTheyAre ? source : new float[source.length];
        for (int o = 0; o < outputs && !asTheyAre; o++) {
            for (int i = 0; i < inputs; i++) {
                weights[o * inputs + i] = alpha * source[transposed ? o * inputs + i : i * outputs + o];
            }
        }
        Value output = new Value(node.output(), outputs);
        return ops.add(new Op.Conv(input, null, output, Window.POINT, 1, weights, bias, Activation.IDENTITY));
    }

    private Value batchNormalization(OnnxNode node, Value input) {
        if (node.integer("training_mode", 0) != 0) {
            throw node.unsupported("batch normalization in training mode");
        }
        int channels = input.channels();
        float[] gamma = constant(node, 1).requireDims(channels).requireFloats();
        float[] beta = constant(node, 2).requireDims(channels).requireFloats();
        float[] mean = constant(node, 3).requireDims(channels).requireFloats();
        float[] variance = constant(node, 4).requireDims(channels).requireFloats();
        float epsilon = node.number("epsilon", 1e-5f);
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double factor = gamma[c] / Math.sqrt((double) variance[c] + epsilon);
            scale[c] = (float) factor;
            shift[c] = (float) (beta[c] - mean[c] * factor);
        }
        return affine(node, input, scale, shift);
    }

    private Value addConstant(OnnxNode node, Value input) {
        float[] ones = new float[input.channels()];
        Arrays.fill(ones, 1);
        return affine(node, input, ones, perChannel(node, constant(node, 1), input));
    }

    private Value scaleByConstant(OnnxNode node, Value input) {
        return affine(node, input, perChannel(node, constant(node, 1), input), new float[input.channels()]);
    }

    private Value affine(OnnxNode node, Value input, float[] scale, float[] shift) {
        Value output = new Value(node.output(), input.dims());
        Op.Conv conv = plainConvolution(input, 1);
        if (conv != null && conv.residual() == null) {
            ops.take(conv);
            return ops.add(conv.withAffine(scale, shift, output));
        }
        // unfused, it is a depthwise convolution of one tap
        return ops.add(
                new Op.Conv(input, null, output, Window.POINT, input.channels(), scale, shift, Activation.IDENTITY));
    }

    /** Returns one value per channel from a constant that ONNX broadcasts over {@code value}. */
    private static float[] perChannel(OnnxNode node, Constant constant, Value value) {
        float[] source = constant.requireFloats();
        int channels = value.channels();
        if (source.length == 1) {
            float[] filled = new float[channels];
            Arrays.fill(filled, source[0]);
            return filled;
        }
        int axis = constant.dims().length - value.rank();
        if (source.length != channels || axis < 0 || constant.dims()[axis] != channels) {
            throw node.unsupported(constant + " against " + value + "; it takes a scalar or one value per channel");
        }
        return source;
    }

    // Activations and sums

    private Value activate(OnnxNode node, Value input, Activation activation) {
        return activate(new Value(node.output(), input.dims()), input, activation, 1);
    }

    private Value activate(Value output, Value input, Activation activation, int readerCount) {
        Op.Conv conv = plainConvolution(input, readerCount);
        boolean fusible = activation.kind() != Activation.Kind.SIGMOID || conv != null && conv.isFullyConnected();
        if (conv != null && fusible) {
            ops.take(conv);
            return ops.add(conv.with(output, activation));
        }
        return ops.add(new Op.Unary(input, output, activation));
    }

    /** Returns the convolution that produces {@code value} if it has no activation and so many readers, else null. */
    private Op.Conv plainConvolution(Value value, int readerCount) {
        Op.Conv conv = ops.producer(value, Op.Conv.class, readerCount);
        return conv != null && conv.activation().isIdentity() ? conv : null;
    }

    private Activation clip(OnnxNode node) {
        float low = node.hasInput(CLIP_LOW) ? constant(node, CLIP_LOW).requireScalar() : Float.NEGATIVE_INFINITY;
        float high = node.hasInput(CLIP_HIGH) ? constant(node, CLIP_HIGH).requireScalar() : Float.POSITIVE_INFINITY;
        if (!(low <= high)) {
            throw node.error("expected min <= max, found " + low + " and " + high);
        }
        return Activation.clip(low, high);
    }

    private Value add(OnnxNode node, Value first) {
        Value second = value(node, 1);
        Value output = new Value(node.output(), first.dims());
        if (first.sameShape(second) && first != second) {
            for (Value sum : List.of(second, first)) {
                Op.Conv conv = plainConvolution(sum, 1);
                if (conv != null && conv.residual() == null && conv.isPointwise() && !conv.isFullyConnected()) {
                    ops.take(conv);
                    return ops.add(conv.withResidual(sum == first ? second : first, output));
                }
            }
        }
        return binary(node, first, second, false);
    }

    private Value multiply(OnnxNode node, Value first) {
        Value second = value(node, 1);
        for (boolean swapped : new boolean[] {false, true}) {
            Value map = swapped ? second : first;
            Value gate = swapped ? first : second;
            Op.Unary unary = ops.producer(gate, Op.Unary.class, 1);
            if (unary != null && unary.input() == map && unary.activation().isGate()) {
                ops.take(unary);
                Activation swish = unary.activation().asSwish();
                return activate(new Value(node.output(), map.dims()), map, swish, 2);
            }
            Op.SqueezeExcite block = squeezeExcite(node, map, gate);
            if (block != null) {
                return ops.add(block);
            }
        }
        return binary(node, first, second, true);
    }

    private Op.SqueezeExcite squeezeExcite(OnnxNode node, Value map, Value gate) {
        Op.Conv expand = fullyConnectedProducer(gate);
        Op.Conv reduce = expand == null ? null : fullyConnectedProducer(expand.input());
        Op.GlobalAverage average = reduce == null ? null : ops.producer(reduce.input(), Op.GlobalAverage.class, 1);
        if (average == null || average.input() != map || gate.channels() != map.channels()) {
            return null;
        }
        ops.take(expand);
        ops.take(reduce);
        ops.take(average);
        return new Op.SqueezeExcite(map, new Value(node.output(), map.dims()), reduce, expand);
    }

    private Op.Conv fullyConnectedProducer(Value value) {
        Op.Conv conv = ops.producer(value, Op.Conv.class, 1);
        return conv != null && conv.isFullyConnected() ? conv : null;
    }

    private Value binary(OnnxNode node, Value first, Value second, boolean product) {
        boolean swapped = first.pixels() == 1 && second.pixels() > 1;
        Value map = swapped ? second : first;
        Value other = swapped ? first : second;
        boolean broadcast = other.pixels() == 1 && other.channels() == map.channels() && other.rank() == map.rank();
        if (!map.sameShape(other) && !broadcast) {
            throw node.unsupported("tensors of different shapes, " + first + " and " + second
                    + ", unless one is a single pixel of as many channels");
        }
        return ops.add(new Op.Binary(map, other, new Value(node.output(), map.dims()), product));
    }

    // Pooling

    private Value globalAverage(OnnxNode node, Value input, boolean keepDims) {
        requireMap(node, input);
        Value output = keepDims
                ? new Value(node.output(), input.channels(), 1, 1)
                : new Value(node.output(), input.channels());
        return ops.add(new Op.GlobalAverage(input, output));
    }

    private Value reduceMean(OnnxNode node, Value input) {
        int[] axes =
                node.hasInput(1) ? node.toInts("axes", constant(node, 1).requireIntegers()) : node.integers("axes");
        int[] positive = Arrays.stream(axes)
                .map(axis -> axis < 0 ? axis + 4 : axis)
                .sorted()
                .toArray();
        if (!Arrays.equals(positive, new int[] {2, 3})) {
            throw node.unsupported("a mean over axes " + Arrays.toString(axes) + "; it takes height and width, [2, 3]");
        }
        return globalAverage(node, input, node.integer("keepdims", 1) != 0);
    }

    private Value pool(OnnxNode node, Value input, boolean maximum) {
        requireMap(node, input);
        if (node.integer("ceil_mode", 0) != 0) {
            throw node.unsupported("pooling with ceil_mode");
        }
        Window window = WindowReader.read(node, node.integers("kernel_shape"), input);
        Value output = new Value(
                node.output(),
                input.channels(),
                window.outputHeight(input.height()),
                window.outputWidth(input.width()));
        return ops.add(new Op.Pool(input, output, window, maximum, node.integer("count_include_pad", 0) != 0));
    }

    private static void requireMap(OnnxNode node, Value input) {
        if (input.rank() != 3) {
            throw node.error("expected an input of batch x channels x height x width, found " + input);
        }
    }

    // ShapeInference

    private Value reshape(OnnxNode node, Value input) {
        int[] dims = ShapeInference.reshaped(node, input, constantOr(node, 1, null));
        if (Limits.elements(node.toString(), dims) != input.elements()) {
            throw node.error("expected " + input.elements() + " elements, found the shape " + Arrays.toString(dims));
        }
        return ops.add(new Op.Reshape(input, new Value(node.output(), dims)));
    }

    private Value softmax(OnnxNode node, Value input) {
        int axis = node.integer("axis", graph.opset() < 13 ? 1 : -1);
        int fromBatch = axis < 0 ? axis + input.rank() + 1 : axis;
        if (fromBatch != 1 || input.pixels() != 1) {
            throw node.unsupported("softmax over axis " + axis + " of " + input + "; it takes [batch, classes]");
        }
        return ops.add(new Op.Softmax(input, new Value(node.output(), input.dims())));
    }

    private Value cast(OnnxNode node, Value input) {
        int type = node.integer("to", 0);
        if (type != ONNX_FLOAT && type != ONNX_FLOAT16) {
            throw node.unsupported("a cast to ONNX type " + type);
        }
        return alias(input);
    }

    /** Returns the same value for another name. The renaming node does not count as a reader. */
    private Value alias(Value input) {
        ops.addReaders(input, -1);
        return input;
    }
}
