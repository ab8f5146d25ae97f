package io.microexp.training.eval;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The difference in accuracy of two training methods on the same faces, with its confidence interval. Faces are
 * resampled with replacement, and both sides are scored on the same sample (Efron and Tibshirani 1993, "An Introduction
 * to the Bootstrap", sections 13.3 and 15; percentile interval). A side is the mean of its runs. The interval covers
 * the choice of faces for these runs, not that of training seeds.
 *
 * @param difference accuracy of the second side minus that of the first, -1 to 1
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 * @param resamples number of samples
 * @param seed seed of the sampling
 */
public record PairedBootstrap(double difference, double low, double high, int resamples, long seed) {
    private static final double TAIL = 0.025;
    /** With this many, the ends of the interval vary by about a hundredth of its width. */
    private static final int RESAMPLES = 10_000;

    /**
     * Compares two sides.
     *
     * @param first for each run of the first side, whether each face was predicted correctly
     * @param second the same for the second side, with the faces in the same order
     * @param seed seed of the sampling
     * @return the difference of their mean accuracies
     * @throws IllegalArgumentException if a side has no run, or the runs do not have the same number of faces
     */
    public static PairedBootstrap of(List<boolean[]> first, List<boolean[]> second, long seed) {
        faces(second);
        double[] differences = means(second, faces(first));
        double[] subtracted = means(first, differences.length);
        for (int i = 0; i < differences.length; i++) {
            differences[i] -= subtracted[i];
        }
        double[] drawn = new double[RESAMPLES];
        SplittableRandom random = new SplittableRandom(seed);
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += differences[random.nextInt(differences.length)];
            }
            drawn[r] = sum / differences.length;
        }
        Arrays.sort(drawn);
        int cut = (int) (TAIL * RESAMPLES);
        double difference = Arrays.stream(differences).average().orElseThrow();
        return new PairedBootstrap(difference, drawn[cut], drawn[RESAMPLES - 1 - cut], RESAMPLES, seed);
    }

    private static int faces(List<boolean[]> side) {
        if (side.isEmpty() || side.get(0).length == 0) {
            throw new IllegalArgumentException("Expected at least one run with at least one face on each side");
        }
        return side.get(0).length;
    }

    /* For each face the share of runs that predicted it correctly. */
    private static double[] means(List<boolean[]> side, int faces) {
        double[] means = new double[faces];
        for (boolean[] run : side) {
            if (run.length != faces) {
                throw new IllegalArgumentException(
                        "Expected the same " + faces + " faces in every run, found " + run.length);
            }
            for (int i = 0; i < faces; i++) {
                means[i] += run[i] ? 1.0 / side.size() : 0;
            }
        }
        return means;
    }

    /** Returns whether the interval contains 0, so that neither side is shown to be better. */
    public boolean containsZero() {
        return low <= 0 && high >= 0;
    }
}
