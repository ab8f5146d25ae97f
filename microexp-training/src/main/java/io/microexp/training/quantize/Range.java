package io.microexp.training.quantize;

/**
 * The numbers that an unsigned byte stands for: {@code (byte - zeroPoint) * scale}. Contains 0, which the padding of
 * convolutions and the cut of a rectifier need to be exact.
 *
 * @param scale the distance of neighbors, positive
 * @param zeroPoint the byte of 0, 0..255
 */
record Range(float scale, int zeroPoint) {
    static final int STEPS = 255;

    /** From a least number, at most 0, to a greatest one, above 0. */
    static Range of(double low, double high) {
        double scale = (high - low) / STEPS;
        return new Range((float) scale, (int) Math.rint(-low / scale));
    }
}
