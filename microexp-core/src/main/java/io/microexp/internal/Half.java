package io.microexp.internal;

/** Converts IEEE 754 half precision, for which the JDK has a method from Java 20 on. */
public final class Half {
    private static final int MAGNITUDE = 0x7FFF;
    private static final int INFINITY = 0x7C00;
    private static final int LOWEST_EXPONENT_BIT = 0x400;
    /** A float has 13 more fraction bits, and its exponent bias is larger by 112. */
    private static final int MORE_BITS = 13;

    private static final int SIGN_AND_MAGNITUDE = 0x8000_0000 | MAGNITUDE << MORE_BITS;

    private static final float BIAS = 0x1p112f;

    private Half() {}

    /**
     * Converts every {@code stride}th value, without a branch or a call per value, which takes half the time until C2
     * has compiled it.
     *
     * @param halves the values
     * @param start index of the first one
     * @param stride distance of the values
     * @param to receives the floats, without gaps
     * @param first index of the first one there
     * @param count number of values
     */
    public static void toFloats(short[] halves, int start, int stride, float[] to, int first, int count) {
        int carries = 0;
        for (int i = 0, at = start; i < count; i++, at += stride) {
            int half = halves[at];
            // from an exponent of all ones, an infinity or NaN, the sum carries into the sign
            carries |= (half & INFINITY) + LOWEST_EXPONENT_BIT;
            // the sign of the short fills the bits above; the product is exact, and makes normal floats of the
            // denormals
            to[first + i] = Float.intBitsToFloat(half << MORE_BITS & SIGN_AND_MAGNITUDE) * BIAS;
        }
        if ((carries & MAGNITUDE + 1) != 0) {
            for (int i = 0; i < count; i++) {
                to[first + i] = toFloat(halves[start + i * stride]);
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
