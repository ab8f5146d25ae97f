package io.microexp.internal.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives each tensor its place in the arena and each operator its kernel. */
final class Planner {
    private final LoweredGraph graph;
    private final Kernels kernels;
    private final Map<Value, View> views;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Value, Window.Padding> paddings = new HashMap<>();

    private Planner(LoweredGraph graph, Kernels kernels) {
        this.graph = graph;
        this.kernels = kernels;
        for (Op op : graph.ops()) {
            for (Value input : op.inputs()) {
                Window.Padding padding = op.paddingOf(input);
                Window.Padding other = paddings.get(input);
                paddings.put(input, other == null ? padding : other.union(padding));
            }
        }
        this.arena = new Arena(graph, paddings);
        this.views = arena.views();
    }

    private final Arena arena;

    static Plan plan(LoweredGraph graph, Kernels kernels) {
        return new Planner(graph, kernels).plan();
    }

    private Plan plan() {
        checkPackedWeights();
        for (Op op : graph.ops()) {
            add(op);
        }
        Step.Scratch scratch = Step.Scratch.NONE;
        for (Step step : steps) {
            scratch = scratch.union(step.scratch());
        }
        Limits.check("Scratch floats", (long) scratch.rows() * scratch.length(), Limits.ARENA_FLOATS);
        return new Plan(List.copyOf(steps), arena.size(), scratch, views.get(graph.input()), views.get(graph.output()));
    }

    /** Kernels pad output channels to whole blocks, at most this many floats. */
    private void checkPackedWeights() {
        long packed = 0;
        for (Op op : graph.ops()) {
            if (op instanceof Op.Conv conv) {
                packed += (long) conv.weights().length / conv.bias().length * View.roundUp(conv.bias().length);
            }
        }
        Limits.check("Floats of packed weights", packed, Limits.PACKED_FLOATS);
    }

    private void add(Op op) {
        View out = views.get(op.output());
        if (op instanceof Op.Conv conv) {
            addConvolution(conv, out);
        } else if (op instanceof Op.SqueezeExcite block) {
            addSqueezeExcite(block, out);
        } else if (op instanceof Op.GlobalAverage average) {
            steps.add(kernels.globalAverage(views.get(average.input()), out));
        } else if (op instanceof Op.Pool pool) {
            steps.add(PlainSteps.pool(pool, views.get(pool.input()), out));
        } else if (op instanceof Op.Binary binary) {
            addBinary(binary, out);
        } else if (op instanceof Op.Unary unary) {
            steps.add(PlainSteps.activation(unary.activation(), views.get(unary.input()), out));
        } else if (op instanceof Op.Softmax softmax) {
            steps.add(PlainSteps.softmax(views.get(softmax.input()), out));
        } else if (op instanceof Op.Reshape reshape) {
            addReshape(views.get(reshape.input()), out);
        }
    }

    private void addConvolution(Op.Conv conv, View out) {
        View in = views.get(conv.input());
        View residual = conv.residual() == null ? null : views.get(conv.residual());
        if (!conv.window().padding().isNone()) {
            steps.add(PlainSteps.zeroBorder(in, paddings.get(conv.input())));
        }
        if (conv.isFullyConnected()) {
            steps.add(kernels.fullyConnected(conv, in, out));
        } else if (conv.isPointwise()) {
            steps.add(kernels.pointwise(conv, in, residual, out));
        } else if (conv.isDepthwise()) {
            steps.add(kernels.depthwise(conv, in, out));
        } else if (conv.groups() == 1) {
            steps.add(kernels.dense(conv, in, out));
        } else {
            steps.add(PlainSteps.grouped(conv, in, out));
        }
    }

    private void addSqueezeExcite(Op.SqueezeExcite block, View out) {
        View map = views.get(block.input());
        View mean = views.get(block.reduce().input());
        View gate = views.get(block.expand().output());
        View hidden = views.get(block.expand().input());
        Step squeeze = kernels.globalAverage(map, mean);
        Step reduce = kernels.fullyConnected(block.reduce(), mean, hidden);
        Step expand = kernels.fullyConnected(block.expand(), hidden, gate);
        Step scale = kernels.scale(map, gate, out);
        steps.addAll(List.of(squeeze, reduce, expand, scale));
    }

    private void addBinary(Op.Binary binary, View out) {
        View first = views.get(binary.first());
        View second = views.get(binary.second());
        boolean broadcast = second.pixels() == 1 && first.pixels() > 1;
        if (binary.product() && broadcast) {
            steps.add(kernels.scale(first, second, out));
        } else {
            steps.add(PlainSteps.binary(binary.product(), first, second, out));
        }
    }

    private void addReshape(View in, View out) {
        boolean samePlace = in.offset() == out.offset() && in.pixels() == 1 && out.pixels() == 1;
        if (!samePlace) {
            steps.add(PlainSteps.reshape(in, out));
        }
    }
}
