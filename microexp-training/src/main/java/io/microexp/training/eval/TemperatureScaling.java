package io.microexp.training.eval;

import java.util.stream.IntStream;

/**
 * Temperature scaling (Guo et al. 2017): the logits are divided by the temperature T for which the softmax gives the
 * labels the highest likelihood. It changes confidences, not predicted classes.
 */
public final class TemperatureScaling {
    private static final double MIN = 0.05;
    private static final double MAX = 20;
    private static final double PRECISION = 1e-5;

    private TemperatureScaling() {}

    /**
     * Fits T.
     *
     * @param logits one row per face
     * @param labels the true class of each row
     * @return T in [0.05, 20]
     * @throws IllegalArgumentException if there is no row or the lengths differ
     */
    public static float fit(float[][] logits, int[] labels) {
        if (logits.length == 0 || logits.length != labels.length) {
            throw new IllegalArgumentException(
                    "Expected as many labels as rows of logits, found " + labels.length + " for " + logits.length);
        }
        // the likelihood is concave in 1/T, so narrowing log T by thirds finds its one maximum
        double low = Math.log(MIN);
        double high = Math.log(MAX);
        while (high - low > PRECISION) {
            double third = (high - low) / 3;
            if (negativeLogLikelihood(logits, labels, Math.exp(low + third))
                    < negativeLogLikelihood(logits, labels, Math.exp(high - third))) {
                high -= third;
            } else {
                low += third;
            }
        }
        return (float) Math.exp((low + high) / 2);
    }

    /**
     * Returns each face's probabilities at the temperature fitted on the faces outside its fold. Face i is in fold i
     * mod {@code folds}.
     *
     * @param logits one row per face
     * @param labels the true class of each row
     * @param folds at least 2, at most the number of faces
     * @return one row of probabilities per face
     */
    static float[][] crossValidated(float[][] logits, int[] labels, int folds) {
        float[][] probabilities = new float[logits.length][];
        for (int fold = 0; fold < folds; fold++) {
            int chosen = fold;
            int[] others = IntStream.range(0, logits.length)
                    .filter(face -> face % folds != chosen)
                    .toArray();
            float temperature = fit(
                    IntStream.of(others).mapToObj(face -> logits[face]).toArray(float[][]::new),
                    IntStream.of(others).map(face -> labels[face]).toArray());
            for (int face = fold; face < logits.length; face += folds) {
                probabilities[face] = Logits.softmax(logits[face], temperature);
            }
        }
        return probabilities;
    }

    /**
     * Returns the mean negative log-likelihood of the labels at a temperature.
     *
     * @param logits one row per face
     * @param labels the true class of each row
     * @param temperature T, positive
     */
    public static double negativeLogLikelihood(float[][] logits, int[] labels, double temperature) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (float logit : logits[i]) {
                max = Math.max(max, logit / temperature);
            }
            double total = 0;
            for (float logit : logits[i]) {
                total += Math.exp(logit / temperature - max);
            }
            sum += max + Math.log(total) - logits[i][labels[i]] / temperature;
        }
        return sum / logits.length;
    }
}
