package io.microexp.bench.report;

/**
 * One figure of a result file: median, minimum and maximum of several runs.
 *
 * @param id what was measured, in parts separated by slashes
 * @param unit for example {@code us} or {@code GFLOP/s}
 * @param lowerIsBetter true for times and sizes, false for rates
 * @param value median
 * @param low minimum
 * @param high maximum
 * @param runs number of runs
 */
public record Measured(String id, String unit, boolean lowerIsBetter, double value, double low, double high, int runs) {
    /** Returns a time or a size. Lower is better. */
    public static Measured cost(String id, String unit, double... runs) {
        return of(id, unit, true, runs);
    }

    /** Returns a rate. Higher is better. */
    public static Measured rate(String id, String unit, double... runs) {
        return of(id, unit, false, runs);
    }

    private static Measured of(String id, String unit, boolean lowerIsBetter, double[] runs) {
        for (double run : runs) {
            if (!Double.isFinite(run)) {
                throw new IllegalArgumentException("Expected finite figures for " + id + ", found " + run);
            }
        }
        return new Measured(
                id,
                unit,
                lowerIsBetter,
                Samples.median(runs),
                Samples.percentile(runs, Double.MIN_NORMAL),
                Samples.percentile(runs, 100),
                runs.length);
    }
}
