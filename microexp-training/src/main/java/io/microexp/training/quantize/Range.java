package io.microexp.training.quantize;

/**
 * The numbers that an unsigned byte stands for: {@code (byte - zeroPoint) * scale}. The range contains 0, because
 * padding and rectifiers need an exact 0.
 *
 * @param scale the step between neighboring numbers, positive
 * @param zeroPoint the byte that stands for 0, 0..255
 */
record Range(float scale, int zeroPoint) {
    static final int STEPS = 255;

    /** Returns the range from the smallest number, at most 0, to the largest, above 0. */
    static Range of(double low, double high) {
        double scale = (high - low) / STEPS;
        return new Range((float) scale, (int) Math.rint(-low / scale));
    }
}
