package io.microexp.internal.engine.onnx;

import io.microexp.ModelFormatException;
import java.util.Arrays;

/**
 * A constant tensor in row-major order.
 *
 * @param name its name, for messages
 * @param type the {@link ElementType} of its values; half-precision ones are read as {@link ElementType#FLOAT}
 * @param dims its dimensions; empty for a scalar
 * @param weights its values, or null if it holds integers
 * @param integers its values, or null if it holds floats
 */
public record Constant(String name, int type, int[] dims, Weights weights, long[] integers) {
    public static Constant of(String name, int[] dims, float[] values) {
        return of(name, dims, Weights.of(values));
    }

    public static Constant of(String name, int[] dims, Weights weights) {
        return new Constant(name, ElementType.FLOAT, dims, weights, null);
    }

    public static Constant of(String name, int[] dims, long[] values) {
        return of(name, ElementType.INT64, dims, values);
    }

    public static Constant of(String name, int type, int[] dims, long[] values) {
        return new Constant(name, type, dims, null, values);
    }

    public int length() {
        return weights != null ? weights.length() : integers.length;
    }

    public float[] requireFloats() {
        return requireWeights().toFloats();
    }

    public Weights requireWeights() {
        if (weights == null) {
            throw new ModelFormatException(this + ": expected float values, found integers");
        }
        return weights;
    }

    public long[] requireIntegers() {
        if (integers == null) {
            throw new ModelFormatException(this + ": expected int64 values, found floats");
        }
        return integers;
    }

    public float requireScalar() {
        if (length() != 1) {
            throw new ModelFormatException(this + ": expected one value, found " + length());
        }
        return weights != null ? weights.toFloats()[0] : integers[0];
    }

    public Constant requireDims(int... expected) {
        if (!Arrays.equals(dims, expected)) {
            throw new ModelFormatException(this + ": expected shape " + Arrays.toString(expected));
        }
        return this;
    }

    public Constant requireRank(int rank) {
        if (dims.length != rank) {
            throw new ModelFormatException(this + ": expected " + rank + " dimensions, found " + dims.length);
        }
        return this;
    }

    @Override
    public String toString() {
        return "constant \"" + name + "\" " + Arrays.toString(dims);
    }
}
