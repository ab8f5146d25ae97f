package io.microexp.training.head;

import io.microexp.training.eval.TemperatureScaling;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fits the last layer with the penalty of the lowest cross-validated loss, and cross-validates all of that: the penalty
 * for a fold's faces is chosen on the other folds alone.
 */
final class CrossValidation {
    /** From nearly free to close to the start. */
    private static final double[] PENALTIES = {0.003, 0.01, 0.03, 0.1};

    private final Features features;
    private final int[] truth;
    private final int[] folds;
    private final int count;

    /**
     * Prepares a cross-validation.
     *
     * @param truth one class per face
     * @param folds one fold per face, from 0
     */
    CrossValidation(Features features, int[] truth, int[] folds) {
        this.features = features;
        this.truth = truth;
        this.folds = folds;
        this.count = IntStream.of(folds).max().orElseThrow() + 1;
    }

    /** Returns the layer fitted to all faces. */
    LinearLayer layer() {
        return fit(fold -> true);
    }

    /** Returns one row of logits per face, by the layer that was fitted to the other folds. */
    float[][] logits() {
        float[][] logits = new float[truth.length][];
        for (int fold = 0; fold < count; fold++) {
            int held = fold;
            predict(fit(other -> other != held), held, logits);
        }
        return logits;
    }

    /** Fits a layer to some folds, with the penalty that is best when each of these folds is held out in turn. */
    private LinearLayer fit(IntPredicate used) {
        double best = 0;
        double leastLoss = Double.POSITIVE_INFINITY;
        for (double penalty : PENALTIES) {
            double loss = loss(used, penalty);
            if (loss < leastLoss) {
                leastLoss = loss;
                best = penalty;
            }
        }
        return fit(used, best);
    }

    private double loss(IntPredicate used, double penalty) {
        float[][] logits = new float[truth.length][];
        for (int fold = 0; fold < count; fold++) {
            int held = fold;
            if (used.test(held)) {
                predict(fit(other -> used.test(other) && other != held, penalty), held, logits);
            }
        }
        int[] faces = faces(used);
        return TemperatureScaling.negativeLogLikelihood(pick(logits, faces), pick(truth, faces), 1);
    }

    private LinearLayer fit(IntPredicate used, double penalty) {
        int[] faces = faces(used);
        float[][] rows = Stream.of(pick(features.rows(), faces), pick(features.mirrored(), faces))
                .flatMap(Stream::of)
                .toArray(float[][]::new);
        int[] labels = pick(truth, faces);
        int[] both =
                IntStream.concat(IntStream.of(labels), IntStream.of(labels)).toArray();
        return new Regression(rows, both).fit(features.start(), penalty);
    }

    private void predict(LinearLayer layer, int fold, float[][] logits) {
        int[] faces = faces(other -> other == fold);
        float[][] predicted = layer.logits(pick(features.rows(), faces));
        for (int i = 0; i < faces.length; i++) {
            logits[faces[i]] = predicted[i];
        }
    }

    private int[] faces(IntPredicate used) {
        return IntStream.range(0, folds.length)
                .filter(face -> used.test(folds[face]))
                .toArray();
    }

    private static float[][] pick(float[][] rows, int[] faces) {
        return IntStream.of(faces).mapToObj(face -> rows[face]).toArray(float[][]::new);
    }

    private static int[] pick(int[] values, int[] faces) {
        return IntStream.of(faces).map(face -> values[face]).toArray();
    }
}
