package io.microexp.internal.engine.onnx;

import io.microexp.internal.Half;

/**
 * The values of a constant tensor: floats, or half-precision values that are converted where they are packed for a
 * kernel. To convert all of them first would touch twice the memory, which a process pays with its first answer.
 *
 * <p>Thread safety: immutable but for the floats, which the first call of {@link #toFloats} keeps.
 */
public final class Weights {
    private final short[] halves; // null if the values are floats
    private volatile float[] floats;

    private Weights(short[] halves, float[] floats) {
        this.halves = halves;
        this.floats = floats;
    }

    /** Returns weights over an array, which is aliased. */
    public static Weights of(float[] floats) {
        return new Weights(null, floats);
    }

    /** Returns weights over an array of half-precision values, which is aliased. */
    public static Weights ofHalves(short[] halves) {
        return new Weights(halves, null);
    }

    public int length() {
        return halves == null ? floats.length : halves.length;
    }

    /** Returns all values, in an array that must not be written to. */
    public float[] toFloats() {
        float[] values = floats;
        if (values == null) {
            values = new float[halves.length];
            Half.toFloats(halves, 0, 1, values, 0, values.length);
            floats = values;
        }
        return values;
    }

    /**
     * Copies every {@code stride}th value.
     *
     * @param start index of the first value
     * @param stride distance of the values
     * @param to receives the values as floats, without gaps
     * @param first index of the first one there
     * @param count number of values
     */
    public void copyStrided(int start, int stride, float[] to, int first, int count) {
        float[] values = floats;
        if (values == null) {
            Half.toFloats(halves, start, stride, to, first, count);
            return;
        }
        for (int i = 0, at = start; i < count; i++, at += stride) {
            to[first + i] = values[at];
        }
    }
}
