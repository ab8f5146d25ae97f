package io.microexp.engine;

/** IEEE 754 half precision; the platform's own conversion came with Java 20. */
final class Half {
    private static final int FRACTION_BITS = 10;
    private static final int FRACTION = (1 << FRACTION_BITS) - 1;
    private static final int EXPONENT = 0x1F;
    private static final int BIAS = 15;

    private Half() {}

    static float toFloat(short bits) {
        int exponent = bits >> FRACTION_BITS & EXPONENT;
        int fraction = bits & FRACTION;
        float magnitude;
        if (exponent == 0) {
            magnitude = Math.scalb((float) fraction, 1 - BIAS - FRACTION_BITS);
        } else if (exponent == EXPONENT) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Math.scalb((float) (fraction | 1 << FRACTION_BITS), exponent - BIAS - FRACTION_BITS);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
