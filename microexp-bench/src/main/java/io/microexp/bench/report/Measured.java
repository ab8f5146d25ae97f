package io.microexp.bench.report;

/**
 * One figure of a result file: the median of several runs, and the best and worst of them.
 *
 * @param id what was measured, parts separated by slashes
 * @param unit for example {@code us} or {@code GFLOP/s}
 * @param lowerIsBetter true for times and sizes, false for rates
 * @param value median
 * @param low least
 * @param high greatest
 * @param runs how many runs
 */
public record Measured(String id, String unit, boolean lowerIsBetter, double value, double low, double high, int runs) {
    /** A time, or a size: less is better. */
    public static Measured cost(String id, String unit, double... runs) {
        return of(id, unit, true, runs);
    }

    /** A speed: more is better. */
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
