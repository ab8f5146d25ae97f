package io.microexp.bench.report;

import java.util.Arrays;

/** Statistics of a few numbers. */
public final class Samples {
    private Samples() {}

    /**
     * The nearest-rank percentile: the least value that at least this share of all values does not exceed.
     *
     * @param values at least one; not modified
     * @param percent above 0, at most 100
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

    /** The middle value; of an even number, the mean of the middle two. */
    static double median(double[] values) {
        if (values.length % 2 == 1) {
            return percentile(values, 50);
        }
        return (percentile(values, 50) + percentile(values, 50 + 100.0 / values.length)) / 2;
    }
}
