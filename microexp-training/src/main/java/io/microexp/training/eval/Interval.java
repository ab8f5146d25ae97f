package io.microexp.training.eval;

/**
 * A confidence interval of a proportion.
 *
 * @param low lower end in [0, 1]
 * @param high upper end in [0, 1]
 */
public record Interval(double low, double high) {
    /** The 97.5 % quantile of the standard normal distribution: 95 % lie within plus or minus this. */
    private static final double Z95 = 1.959963984540054;

    /**
     * Returns the 95 % score interval, which stays within [0, 1] and holds its level for small counts and proportions
     * near 0 or 1.
     *
     * @param correct successes, 0 to {@code count}
     * @param count trials, at least 1
     * @return the interval
     * @throws IllegalArgumentException if a number is out of range
     * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson 1927, "Probable inference, the law of
     *     succession, and statistical inference"</a>
     */
    public static Interval wilson95(int correct, int count) {
        if (count < 1 || correct < 0 || correct > count) {
            throw new IllegalArgumentException(
                    "Expected 0 <= correct <= count and count >= 1, found correct " + correct + ", count " + count);
        }
        double p = (double) correct / count;
        double z2n = Z95 * Z95 / count;
        double center = (p + z2n / 2) / (1 + z2n);
        double half = Z95 * Math.sqrt(p * (1 - p) / count + z2n / (4 * count)) / (1 + z2n);
        // the ends 0 and 1 are exact, but rounding may exceed them
        return new Interval(Math.max(0, center - half), Math.min(1, center + half));
    }
}
