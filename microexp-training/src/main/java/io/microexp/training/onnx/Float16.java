package io.microexp.training.onnx;

/** IEEE 754 half precision. Java's own conversion came with version 20, and DJL's cuts digits off where this rounds. */
final class Float16 {
    /** The smallest magnitude that rounds beyond the largest half, 65504. */
    private static final float OVERFLOW = 65520f;

    private static final float LEAST_NORMAL = 0x1p-14f;
    private static final int FRACTION_BITS = 10;
    private static final int DROPPED_BITS = 23 - FRACTION_BITS;
    private static final int BIAS_DIFFERENCE = Float.MAX_EXPONENT - 15;

    private Float16() {}

    /**
     * Returns the nearest half of a number; of two equally near ones the even one.
     *
     * @throws IllegalArgumentException if the number is NaN, infinite or rounds beyond 65504
     */
    static short bits(float value) {
        float magnitude = Math.abs(value);
        if (!(magnitude < OVERFLOW)) {
            throw new IllegalArgumentException("expected a number of at most 65504, found " + value);
        }
        int bits = magnitude < LEAST_NORMAL ? subnormal(magnitude) : normal(magnitude);
        int sign = Float.floatToIntBits(value) >>> 16 & 0x8000;
        return (short) (sign | bits);
    }

    /** Halves below the smallest normal one are the multiples of 2^-24; {@code rint} rounds to even. */
    private static int subnormal(float magnitude) {
        return (int) Math.rint(magnitude * 0x1p24);
    }

    /**
     * Adds a little less than half of the last kept bit, or just half if that bit is odd; a carry moves the exponent.
     */
    private static int normal(float magnitude) {
        int bits = Float.floatToIntBits(magnitude);
        int odd = bits >> DROPPED_BITS & 1;
        int rounded = bits + (1 << DROPPED_BITS - 1) - 1 + odd;
        return (rounded >> DROPPED_BITS) - (BIAS_DIFFERENCE << FRACTION_BITS);
    }
}
