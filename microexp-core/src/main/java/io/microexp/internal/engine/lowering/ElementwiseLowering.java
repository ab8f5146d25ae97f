package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.Limits;
import io.microexp.internal.engine.onnx.OnnxNode;
import java.util.Arrays;

/** Lowers activations and arithmetic. */
final class ElementwiseLowering {
    private static final int CLIP_LOW = 1;
    private static final int CLIP_HIGH = 2;

    private final Scope scope;
    private final Fusion fusion;

    ElementwiseLowering(Scope scope, Fusion fusion) {
        this.scope = scope;
        this.fusion = fusion;
    }

    Value activate(OnnxNode node, Value input, Activation activation) {
        return fusion.activate(new Value(node.output(), input.dims()), input, activation, 1);
    }

    Activation clip(OnnxNode node) {
        float low = node.hasInput(CLIP_LOW) ? scope.constant(node, CLIP_LOW).requireScalar() : Float.NEGATIVE_INFINITY;
        float high =
                node.hasInput(CLIP_HIGH) ? scope.constant(node, CLIP_HIGH).requireScalar() : Float.POSITIVE_INFINITY;
        if (!(low <= high)) {
            throw node.error("expected min <= max, found " + low + " and " + high);
        }
        return Activation.clip(low, high);
    }

    Value leakyRelu(OnnxNode node, Value input) {
        float[] slopes = new float[input.channels()];
        Arrays.fill(slopes, node.number("alpha", 0.01f));
        return scope.ops().add(new Op.PRelu(input, new Value(node.output(), input.dims()), slopes));
    }

    Value pRelu(OnnxNode node, Value input) {
        float[] slopes = perChannel(scope.constant(node, 1), input);
        if (slopes == null) {
            throw node.unsupported(scope.constant(node, 1) + " against " + input + "; it takes one slope per channel");
        }
        return scope.ops().add(new Op.PRelu(input, new Value(node.output(), input.dims()), slopes));
    }

    /** Lowers arithmetic of two inputs, either of which may be constant. */
    Value arithmetic(OnnxNode node, Op.Binary.Arithmetic arithmetic) {
        if (scope.isConstant(node, 0) && scope.isConstant(node, 1)) {
            throw node.unsupported(node.operator() + " of constants");
        }
        if (scope.isConstant(node, 1)) {
            return withConstant(node, scope.value(node, 0), scope.constant(node, 1), arithmetic, false);
        }
        if (scope.isConstant(node, 0)) {
            return withConstant(node, scope.value(node, 1), scope.constant(node, 0), arithmetic, true);
        }
        Value first = scope.value(node, 0);
        Value second = scope.value(node, 1);
        Value fused = switch (arithmetic) {
            case ADD -> fusion.add(new Value(node.output(), first.dims()), first, second);
            case MULTIPLY -> fusion.multiply(node.output(), first, second);
            case SUBTRACT, DIVIDE -> null;
        };
        return fused != null ? fused : binary(node, first, second, arithmetic);
    }

    /** Lowers arithmetic with a constant, on the left if {@code reversed}. */
    private Value withConstant(
            OnnxNode node, Value value, Constant constant, Op.Binary.Arithmetic arithmetic, boolean reversed) {
        float[] operand = perChannel(constant, value);
        boolean affine = operand != null && !(reversed && arithmetic == Op.Binary.Arithmetic.DIVIDE);
        if (!affine) {
            scope.budget().charge(node, value.elements());
            Value literal = scope.literal(new Value(constant.name(), value.dims()), broadcast(node, constant, value));
            return reversed ? binary(node, literal, value, arithmetic) : binary(node, value, literal, arithmetic);
        }
        float[] scale = new float[operand.length];
        float[] shift = new float[operand.length];
        for (int c = 0; c < operand.length; c++) {
            switch (arithmetic) {
                case ADD -> {
                    scale[c] = 1;
                    shift[c] = operand[c];
                }
                case SUBTRACT -> {
                    scale[c] = reversed ? -1 : 1;
                    shift[c] = reversed ? operand[c] : -operand[c];
                }
                case MULTIPLY -> scale[c] = operand[c];
                case DIVIDE -> scale[c] = 1 / operand[c];
            }
        }
        return fusion.affine(node.output(), value, scale, shift);
    }

    /** Returns one value per channel if that is how ONNX broadcasts a constant over {@code value}, else null. */
    static float[] perChannel(Constant constant, Value value) {
        float[] source = constant.requireFloats();
        int channels = value.channels();
        if (source.length == 1) {
            float[] filled = new float[channels];
            Arrays.fill(filled, source[0]);
            return filled;
        }
        int axis = constant.dims().length - value.rank();
        return source.length == channels && axis >= 0 && constant.dims()[axis] == channels ? source : null;
    }

    /** Returns the constant, broadcast to the shape of a value. */
    private static float[] broadcast(OnnxNode node, Constant constant, Value value) {
        int[] dims = value.dims();
        int[] source = constant.dims();
        int missing = dims.length - source.length;
        boolean fits = missing >= -1 && (missing >= 0 || source[0] == 1);
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0 && fits; axis--) {
            int size = axis - missing >= 0 && axis - missing < source.length ? source[axis - missing] : 1;
            fits = size == 1 || size == dims[axis];
            strides[axis] = size == 1 ? 0 : stride;
            stride *= size;
        }
        if (!fits) {
            throw node.unsupported(constant + " against " + value + "; its shape must broadcast to that of the tensor");
        }
        float[] values = constant.requireFloats();
        float[] result = new float[Limits.elements(node, dims)];
        int[] index = new int[dims.length];
        for (int i = 0; i < result.length; i++) {
            int at = 0;
            for (int axis = 0; axis < dims.length; axis++) {
                at += index[axis] * strides[axis];
            }
            result[i] = values[at];
            for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return result;
    }

    private Value binary(OnnxNode node, Value first, Value second, Op.Binary.Arithmetic arithmetic) {
        boolean commutative = arithmetic == Op.Binary.Arithmetic.ADD || arithmetic == Op.Binary.Arithmetic.MULTIPLY;
        boolean swapped = commutative && first.pixels() == 1 && second.pixels() > 1;
        Value map = swapped ? second : first;
        Value other = swapped ? first : second;
        boolean broadcast = other.pixels() == 1 && other.channels() == map.channels() && other.rank() == map.rank();
        if (!map.sameShape(other) && !broadcast) {
            throw node.unsupported("tensors of different shapes, " + first + " and " + second
                    + ", unless one is a single pixel of as many channels");
        }
        return scope.ops().add(new Op.Binary(map, other, new Value(node.output(), map.dims()), arithmetic));
    }
}
