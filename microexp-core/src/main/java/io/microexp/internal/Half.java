package io.microexp.internal;

import java.nio.ShortBuffer;

/** Converts IEEE 754 half precision, for which the JDK has a method from Java 20 on. */
public final class Half {
    private static final int MAGNITUDE = 0x7FFF;
    private static final int INFINITY = 0x7C00;
    private static final int LOWEST_EXPONENT_BIT = 0x400;
    /** A float has 13 more fraction bits, and its exponent bias is larger by 112. */
    private static final int MORE_BITS = 13;

    private static final int SIGN_AND_MAGNITUDE = 0x8000_0000 | MAGNITUDE << MORE_BITS;

    private static final float BIAS = 0x1p112f;

    /** Values per chunk. */
    private static final int CHUNK = 128;

    private Half() {}

    /**
     * Converts the remaining values of a buffer in chunks. A loop over the buffer itself is slow until it is compiled,
     * and a copy of the whole costs page faults.
     */
    public static float[] toFloats(ShortBuffer halves) {
        float[] values = new float[halves.remaining()];
        short[] bits = new short[Math.min(CHUNK, values.length)];
        for (int done = 0; done < values.length; done += bits.length) {
            int count = Math.min(bits.length, values.length - done);
            halves.get(bits, 0, count);
            toFloats(bits, values, done, count);
        }
        return values;
    }

    /** Converts without a branch or a call per value, which takes half the time until C2 has compiled it. */
    private static void toFloats(short[] bits, float[] values, int from, int count) {
        int carries = 0;
        for (int i = 0; i < count; i++) {
            int half = bits[i];
            // from an exponent of all ones, an infinity or NaN, the sum carries into the sign
            carries |= (half & INFINITY) + LOWEST_EXPONENT_BIT;
            // the sign of the short fills the bits above; the product is exact, and makes normal floats of the
            // denormals
            values[from + i] = Float.intBitsToFloat(half << MORE_BITS & SIGN_AND_MAGNITUDE) * BIAS;
        }
        if ((carries & MAGNITUDE + 1) != 0) {
            for (int i = 0; i < count; i++) {
                values[from + i] = toFloat(bits[i]);
            }
        }
    }

    public static float toFloat(short bits) {
        int magnitude = bits & MAGNITUDE;
        float value;
        if (magnitude < INFINITY) {
            // the product is exact, and makes normal floats of the denormals
            value = Float.intBitsToFloat(magnitude << MORE_BITS) * BIAS;
        } else {
            value = magnitude == INFINITY ? Float.POSITIVE_INFINITY : Float.NaN;
        }
        return bits < 0 ? -value : value;
    }
}
