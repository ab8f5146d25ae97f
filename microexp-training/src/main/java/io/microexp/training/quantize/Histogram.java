package io.microexp.training.quantize;

/** Counts of a tensor's values in equal-width bins of their range. */
final class Histogram {
    private static final int BINS = 2048;
    /** The ratio of successive bounds to try, down to a tenth of the largest value. */
    private static final double SHRINK = 0.96;

    private static final int CANDIDATES = 56;

    private final double low;
    private final double width;
    private final long[] counts = new long[BINS];

    /**
     * An empty histogram of [low, high].
     *
     * @param low at most 0
     * @param high above 0
     */
    Histogram(double low, double high) {
        this.low = low;
        this.width = (high - low) / BINS;
    }

    /** Counts values. A value outside the range counts as the nearest bound. */
    void add(float[] values) {
        for (float value : values) {
            int bin = (int) ((value - low) / width);
            counts[Math.min(Math.max(bin, 0), BINS - 1)]++;
        }
    }

    /** Returns the range with the lowest mean squared error of rounding to its steps and cutting at its bounds. */
    Range leastError() {
        double high = low + BINS * width;
        double least = Double.POSITIVE_INFINITY;
        Range best = null;
        for (int i = 0; i < CANDIDATES; i++) {
            for (int j = 0; j < (low < 0 ? CANDIDATES : 1); j++) {
                double from = low * Math.pow(SHRINK, j);
                double to = high * Math.pow(SHRINK, i);
                double error = error(from, to);
                if (error < least) {
                    least = error;
                    best = Range.of(from, to);
                }
            }
        }
        return best;
    }

    /** The sum of squared errors. The mean squared error of rounding is a twelfth of the squared step. */
    private double error(double from, double to) {
        double step = (to - from) / Range.STEPS;
        double rounding = step * step / 12;
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double value = low + (bin + 0.5) * width;
            double cut = Math.max(Math.max(from - value, value - to), 0);
            sum += counts[bin] * (cut > 0 ? cut * cut : rounding);
        }
        return sum;
    }
}
