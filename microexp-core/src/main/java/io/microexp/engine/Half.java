package io.microexp.engine;

/** IEEE 754 half precision; the platform's own conversion came with Java 20. */
final class Half {
    private static final int MAGNITUDE = 0x7FFF;
    private static final int INFINITY = 0x7C00;
    /** A float has 13 more bits of fraction, and an exponent whose bias is 112 larger. */
    private static final int MORE_BITS = 13;

    private static final float BIAS = 0x1p112f;

    private Half() {}

    static float toFloat(short bits) {
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
