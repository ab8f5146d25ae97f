package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.ElementType;
import io.microexp.internal.engine.onnx.OnnxNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Lowers quantized activations, each a {@code QuantizeLinear} and the {@code DequantizeLinear} that reads its bytes.
 * The engine computes in float, so the pair becomes a clamp to the range that the bytes can represent, without
 * rounding. The two operators may have different scales, which is how a QDQ file stores a hard sigmoid. The clamp then
 * has the ratio of the scales as its slope.
 */
final class QuantizationLowering {
    private static final int SCALE = 1;
    private static final int ZERO_POINT = 2;
    /** The largest scale accepted. Up to it, {@code 511 * scale} stays finite. */
    private static final float LARGEST_SCALE = 1e30f;

    private final Scope scope;
    private final Fusion fusion;
    private final Map<String, Scale> written = new HashMap<>();

    QuantizationLowering(Scope scope, Fusion fusion) {
        this.scope = scope;
        this.fusion = fusion;
    }

    /** The bytes {@code q} that stand for the values {@code factor * (q - zeroPoint)}. */
    private record Scale(float factor, float zeroPoint, int type) {
        float least() {
            return type == ElementType.INT8 ? Byte.MIN_VALUE : 0;
        }

        float greatest() {
            return type == ElementType.INT8 ? Byte.MAX_VALUE : 0xFF;
        }
    }

    Value quantize(OnnxNode node, Value input) {
        written.put(node.output(), scale(node));
        return scope.alias(input);
    }

    Value dequantize(OnnxNode node, Value input) {
        Scale from = written.get(node.input(0));
        if (from == null) {
            throw node.unsupported(input + ", which are float values; it takes what QuantizeLinear wrote");
        }
        Scale to = scale(node);
        if (to.type() != from.type()) {
            throw node.error("expected a zero point of ONNX type " + from.type() + " as that of QuantizeLinear, found "
                    + to.type());
        }
        float slope = to.factor() / from.factor();
        if (!Float.isFinite(slope)) {
            throw node.error("expected scales of similar size, found " + from.factor() + " and " + to.factor());
        }
        Activation range = new Activation(
                Activation.Kind.CLAMP,
                slope,
                (from.zeroPoint() - to.zeroPoint()) * to.factor(),
                (from.least() - to.zeroPoint()) * to.factor(),
                (from.greatest() - to.zeroPoint()) * to.factor());
        return fusion.activate(new Value(node.output(), input.dims()), input, range, 1);
    }

    private Scale scale(OnnxNode node) {
        Constant factor = scope.constant(node, SCALE);
        Constant zero = scope.constantOr(node, ZERO_POINT, null);
        int type = zero == null ? node.integer("output_dtype", ElementType.UINT8) : zero.type();
        if (factor.length() != 1 || !(factor.requireScalar() > 0) || factor.requireScalar() > LARGEST_SCALE) {
            throw node.unsupported(
                    factor + " as the scale of activations; it takes one positive number up to " + LARGEST_SCALE);
        }
        if (type != ElementType.UINT8 && type != ElementType.INT8) {
            throw node.unsupported("activations of ONNX type " + type + "; it takes uint8 and int8");
        }
        return new Scale(factor.requireScalar(), zero == null ? 0 : zero.requireScalar(), type);
    }

    boolean isQuantized(String name) {
        return written.containsKey(name);
    }

    /** Refuses a node that computes with bytes. */
    void requireDequantized(OnnxNode node) {
        for (String input : node.inputs()) {
            if (isQuantized(input) && !node.operator().equals("DequantizeLinear")) {
                throw node.unsupported("the bytes \"" + input + "\" as an input; it takes them after DequantizeLinear");
            }
        }
    }
}
