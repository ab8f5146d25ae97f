package io.microexp.bench.report;

import java.util.Arrays;

/** Percentiles. */
public final class Samples {
    private Samples() {}

    /**
     * Returns the nearest-rank percentile: the smallest value that is greater than or equal to this share of the values.
     *
     * @param values at least one value; not modified
     * @param percent above 0 and at most 100
     */
    public static double percentile(double[] values, double percent) {
        if (values.length == 0 || !(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException(
                    "Expected values and a percentage in (0, 100], found " + values.length + " values and " + percent);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(percent * sorted.length / 100) - 1];
    }

    /** Returns the middle value, or the mean of the middle two. */
    public static double median(double[] values) {
        if (values.length % 2 == 1) {
            return percentile(values, 50);
        }
        return (percentile(values, 50) + percentile(values, 50 + 100.0 / values.length)) / 2;
    }
}
