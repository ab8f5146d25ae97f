package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.onnx.WeightBudget;

/** Fuses activations, sums and scales into the convolutions that produce their operands. */
final class Fusion {
    private final OpList ops;
    private final WeightBudget budget;

    Fusion(Scope scope) {
        this.ops = scope.ops();
        this.budget = scope.budget();
    }

    /** Scales and shifts each channel. Consecutive scales merge, so a chain of them is folded once. */
    Value affine(String name, Value input, float[] scale, float[] shift) {
        Value output = new Value(name, input.dims());
        budget.charge(output, 2L * scale.length);
        Op.Affine previous = ops.producer(input, Op.Affine.class, 1);
        if (previous != null) {
            ops.take(previous);
            return ops.add(previous.then(scale, shift, output));
        }
        return ops.add(new Op.Affine(input, output, scale, shift));
    }

    /** Applies an activation to a value of so many readers. */
    Value activate(Value output, Value input, Activation activation, int readerCount) {
        Op.Conv conv = plainConvolution(input, readerCount);
        boolean fusible = activation.kind() != Activation.Kind.SIGMOID || conv != null && conv.isFullyConnected();
        if (conv != null && fusible) {
            ops.take(conv);
            return ops.add(conv.with(output, activation));
        }
        return ops.add(new Op.Unary(input, output, activation));
    }

    /** Fuses a sum of two maps with the convolution that produces one of them. Returns null if there is none. */
    Value add(Value output, Value first, Value second) {
        if (!first.sameShape(second) || first == second) {
            return null;
        }
        for (Value sum : new Value[] {second, first}) {
            Op.Conv conv = plainConvolution(sum, 1);
            if (conv != null && conv.residual() == null && conv.isPointwise() && !conv.isFullyConnected()) {
                ops.take(conv);
                return ops.add(conv.withResidual(sum == first ? second : first, output));
            }
        }
        return null;
    }

    /** Fuses a product that is a hard swish or a squeeze-and-excitation block. Returns null if it is neither. */
    Value multiply(String name, Value first, Value second) {
        Value fused = multiplyByGate(name, first, second);
        return fused != null ? fused : multiplyByGate(name, second, first);
    }

    private Value multiplyByGate(String name, Value map, Value gate) {
        Op.Unary unary = ops.producer(gate, Op.Unary.class, 1);
        if (unary != null && unary.input() == map && unary.activation().isGate()) {
            ops.take(unary);
            return activate(new Value(name, map.dims()), map, unary.activation().asSwish(), 2);
        }
        Op.SqueezeExcite block = squeezeExcite(name, map, gate);
        return block == null ? null : ops.add(block);
    }

    private Op.SqueezeExcite squeezeExcite(String name, Value map, Value gate) {
        Op.Conv expand = fullyConnected(gate);
        Op.Conv reduce = expand == null ? null : fullyConnected(expand.input());
        Op.GlobalAverage average = reduce == null ? null : ops.producer(reduce.input(), Op.GlobalAverage.class, 1);
        if (average == null || average.input() != map || gate.channels() != map.channels()) {
            return null;
        }
        ops.take(expand);
        ops.take(reduce);
        ops.take(average);
        return new Op.SqueezeExcite(map, new Value(name, map.dims()), reduce, expand);
    }

    private Op.Conv fullyConnected(Value value) {
        Op.Conv conv = convolution(value, 1);
        return conv != null && conv.isFullyConnected() ? conv : null;
    }

    /** Returns the convolution that produces {@code value} if it has no activation and so many readers, else null. */
    private Op.Conv plainConvolution(Value value, int readerCount) {
        Op.Conv conv = convolution(value, readerCount);
        return conv != null && conv.activation().isIdentity() ? conv : null;
    }

    private Op.Conv convolution(Value value, int readerCount) {
        Op.Affine affine = ops.producer(value, Op.Affine.class, readerCount);
        return affine != null ? fold(affine) : ops.producer(value, Op.Conv.class, readerCount);
    }

    /** Folds all scales that no later operator has claimed. */
    void foldAll() {
        for (Op op : ops.toList()) {
            if (op instanceof Op.Affine affine) {
                fold(affine);
            }
        }
    }

    /** Replaces a scale by a convolution: the one before it if possible, else one of its own. */
    private Op.Conv fold(Op.Affine affine) {
        Op.Conv before = ops.producer(affine.input(), Op.Conv.class, 1);
        boolean foldable = before != null
                && before.residual() == null
                && before.activation().isIdentity();
        if (foldable) {
            budget.charge(affine.output(), before.weights().length());
            ops.take(before);
        }
        Op.Conv folded =
                foldable ? before.withAffine(affine.scale(), affine.shift(), affine.output()) : affine.toConv();
        ops.replace(affine, folded);
        return folded;
    }
}
