package io.microexp.internal.engine.plan;

import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Padding;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.PlainKernels;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.onnx.Limits;
import io.microexp.internal.engine.onnx.WeightBudget;
import io.microexp.internal.engine.onnx.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Assigns each tensor its place in the arena and each operator its kernels. */
public final class Planner {
    /** Tables with an index per pixel that a kernel of a convolution has at most. */
    private static final int PIXEL_TABLES = 3;

    private final LoweredGraph graph;
    private final KernelFactory factory;
    private final Map<Value, Padding> paddings = new HashMap<>();
    private final Arena arena;
    private final Map<Value, View> views;
    private final List<Kernel> kernels = new ArrayList<>();

    private Planner(LoweredGraph graph, KernelFactory factory) {
        this.graph = graph;
        this.factory = factory;
        for (Op op : graph.ops()) {
            for (Value input : op.inputs()) {
                Padding padding = op.paddingOf(input);
                Padding other = paddings.get(input);
                paddings.put(input, other == null ? padding : other.union(padding));
            }
        }
        this.arena = new Arena(graph, paddings);
        this.views = arena.views();
    }

    public static Plan plan(LoweredGraph graph, KernelFactory factory) {
        return new Planner(graph, factory).plan();
    }

    private Plan plan() {
        checkWork();
        checkPackedWeights();
        for (Op op : graph.ops()) {
            add(op);
        }
        ScratchSize scratch = ScratchSize.NONE;
        for (Kernel kernel : kernels) {
            scratch = scratch.union(kernel.scratch());
        }
        Limits.check("Scratch floats", scratch.floats(), Limits.SCRATCH_FLOATS);
        Map<String, View> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, Value> output : graph.outputs().entrySet()) {
            outputs.put(output.getKey(), views.get(output.getValue()));
        }
        return new Plan(
                List.copyOf(kernels),
                factory,
                arena.size(),
                scratch,
                views.get(graph.input()),
                Collections.unmodifiableMap(outputs));
    }

    private void checkWork() {
        long work = 0;
        for (Op op : graph.ops()) {
            work += Cost.of(op);
            if (op instanceof Op.Conv conv && !conv.window().padding().isNone()) {
                work += Cost.border(conv.input(), paddings.get(conv.input()));
            }
        }
        Limits.check("Work of one image in multiply-adds", work, Limits.WORK);
    }

    /** Checks the size of the packed weights, in whole blocks of output channels, and of the tables of pixels. */
    private void checkPackedWeights() {
        Set<Weights> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        long weights = 0;
        long packed = 0;
        for (Op op : graph.ops()) {
            if (op instanceof Op.Conv conv) {
                int outputs = conv.bias().length;
                packed += (long) conv.weights().length() / outputs * View.roundUp(outputs);
                packed += (long) PIXEL_TABLES * conv.output().pixels();
                weights += distinct.add(conv.weights()) ? conv.weights().length() : 0;
            }
        }
        new WeightBudget(weights).charge("packed weights", packed);
    }

    private void add(Op op) {
        View out = views.get(op.output());
        if (op instanceof Op.Conv conv) {
            addConvolution(conv, out);
        } else if (op instanceof Op.SqueezeExcite block) {
            addSqueezeExcite(block, out);
        } else if (op instanceof Op.Binary binary) {
            addBinary(binary, out);
        } else if (op instanceof Op.Concat concat) {
            addConcat(concat, out);
        } else if (op instanceof Op.Literal literal) {
            kernels.add(PlainKernels.literal(literal.values(), out));
        } else {
            addUnary(op, views.get(op.inputs().get(0)), out);
        }
    }

    private void addUnary(Op op, View in, View out) {
        if (op instanceof Op.GlobalAverage) {
            kernels.add(factory.globalAverage(in, out));
        } else if (op instanceof Op.Pool pool) {
            kernels.add(PlainKernels.pool(pool, in, out));
        } else if (op instanceof Op.Unary unary) {
            kernels.add(PlainKernels.activation(unary.activation(), in, out));
        } else if (op instanceof Op.PRelu prelu) {
            kernels.add(PlainKernels.pRelu(prelu.slopes(), in, out));
        } else if (op instanceof Op.Softmax softmax) {
            kernels.add(PlainKernels.softmax(softmax, in, out));
        } else if (op instanceof Op.Reshape) {
            addReshape(in, out);
        } else if (op instanceof Op.Transpose transpose) {
            kernels.add(PlainKernels.transpose(transpose, in, out));
        } else if (op instanceof Op.Slice slice) {
            kernels.add(PlainKernels.slice(slice, in, out));
        } else if (op instanceof Op.Pad pad) {
            kernels.add(PlainKernels.pad(pad, in, out));
        } else if (op instanceof Op.Resize resize) {
            kernels.add(PlainKernels.resize(resize, in, out));
        } else {
            throw new AssertionError("No kernel for " + op);
        }
    }

    private void addConcat(Op.Concat concat, View out) {
        int start = 0;
        for (Value input : concat.inputs()) {
            kernels.add(PlainKernels.concat(concat, views.get(input), out, start));
            start += input.dims()[concat.axis()];
        }
    }

    private void addConvolution(Op.Conv conv, View out) {
        View in = views.get(conv.input());
        View residual = conv.residual() == null ? null : views.get(conv.residual());
        if (!conv.window().padding().isNone()) {
            kernels.add(PlainKernels.zeroBorder(in, paddings.get(conv.input())));
        }
        if (conv.isFullyConnected()) {
            kernels.add(factory.fullyConnected(conv, in, out));
        } else if (conv.isPointwise()) {
            kernels.add(factory.pointwise(conv, in, residual, out));
        } else if (conv.isDepthwise()) {
            kernels.add(factory.depthwise(conv, in, out));
        } else if (conv.isDense()) {
            kernels.add(factory.dense(conv, in, out));
        } else {
            kernels.add(PlainKernels.grouped(conv, in, out));
        }
    }

    private void addSqueezeExcite(Op.SqueezeExcite block, View out) {
        View map = views.get(block.input());
        View mean = views.get(block.reduce().input());
        View gate = views.get(block.expand().output());
        View hidden = views.get(block.expand().input());
        kernels.add(factory.globalAverage(map, mean));
        kernels.add(factory.fullyConnected(block.reduce(), mean, hidden));
        kernels.add(factory.fullyConnected(block.expand(), hidden, gate));
        kernels.add(factory.scale(map, gate, out));
    }

    private void addBinary(Op.Binary binary, View out) {
        View first = views.get(binary.first());
        View second = views.get(binary.second());
        boolean broadcast = second.pixels() == 1 && first.pixels() > 1;
        if (binary.arithmetic() == Op.Binary.Arithmetic.MULTIPLY && broadcast) {
            kernels.add(factory.scale(first, second, out));
        } else {
            kernels.add(PlainKernels.binary(binary.arithmetic(), first, second, out));
        }
    }

    private void addReshape(View in, View out) {
        boolean samePlace = in.offset() == out.offset() && in.pixels() == 1 && out.pixels() == 1;
        if (!samePlace) {
            kernels.add(PlainKernels.reshape(in, out));
        }
    }
}
