package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.OnnxNode;
import java.util.Map;

/** Evaluates the operators that exporters apply to constants. */
public final class ConstantFolding {
    private ConstantFolding() {}

    /** Returns the value of a {@code Constant} node. */
    public static Constant constant(OnnxNode node) {
        if (node.constant("value") != null) {
            Constant value = node.constant("value");
            return new Constant(node.output(), value.type(), value.dims(), value.weights(), value.integers());
        }
        for (Map.Entry<String, Object> attribute : node.attributes().entrySet()) {
            switch (attribute.getKey()) {
                case "value_float" -> {
                    return Constant.of(node.output(), new int[0], new float[] {node.number("value_float", 0)});
                }
                case "value_int" -> {
                    return Constant.of(node.output(), new int[0], new long[] {node.integer("value_int", 0)});
                }
                case "value_ints" -> {
                    int[] values = node.integers("value_ints");
                    return Constant.of(
                            node.output(),
                            new int[] {values.length},
                            java.util.Arrays.stream(values).asLongStream().toArray());
                }
                default -> {}
            }
        }
        throw node.unsupported("a constant given by " + node.attributes().keySet());
    }

    public static Constant toFloats(Constant constant) {
        if (constant.weights() != null) {
            return constant;
        }
        float[] values = new float[constant.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = constant.integers()[i];
        }
        return Constant.of(constant.name(), constant.dims(), values);
    }

    public static Constant requireIntegers(OnnxNode node, Constant constant) {
        if (constant.integers() == null) {
            throw node.unsupported("a cast of " + constant + " from float to integer");
        }
        return constant;
    }

    /** Computes {@code (value - zeroPoint) * scale}, with one scale for all or one per index of an axis. */
    public static Constant dequantize(OnnxNode node, Constant quantized, Constant scale, Constant zeroPoint) {
        long[] integers = quantized.requireIntegers();
        float[] scales = scale.requireFloats();
        int[] dims = quantized.dims();
        int axis = node.integer("axis", 1);
        axis = axis < 0 ? axis + dims.length : axis;
        boolean single = scales.length == 1;
        if (!single && (axis < 0 || axis >= dims.length || dims[axis] != scales.length)) {
            throw node.unsupported(
                    scale + " for " + quantized + "; it takes one scale, or one per index of axis " + axis);
        }
        if (zeroPoint != null && zeroPoint.length() != scales.length) {
            throw node.error("expected as many zero points as scales, found " + zeroPoint + " and " + scale);
        }
        int inner = 1;
        for (int i = axis + 1; i < dims.length; i++) {
            inner *= dims[i];
        }
        float[] values = new float[integers.length];
        for (int i = 0; i < values.length; i++) {
            int index = single ? 0 : i / inner % scales.length;
            long zero = zeroPoint == null ? 0 : zeroPoint.requireIntegers()[index];
            values[i] = (integers[i] - zero) * scales[index];
        }
        return Constant.of(node.output(), dims, values);
    }
}
