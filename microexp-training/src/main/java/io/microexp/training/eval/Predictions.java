package io.microexp.training.eval;

import io.microexp.Emotion;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A classifier's answers on a split, beside the truth.
 *
 * <p>Thread safety: immutable.
 */
public final class Predictions {
    private final List<Emotion> labels;
    private final int[] truth;
    private final float[][] probabilities;

    Predictions(List<Emotion> labels, int[] truth, float[][] probabilities) {
        this.labels = labels;
        this.truth = truth;
        this.probabilities = probabilities;
    }

    /** Scores all faces. */
    public Evaluation evaluate() {
        return Evaluation.of(labels, truth, probabilities);
    }

    /**
     * Scores some faces.
     *
     * @param faces their indices in the split
     * @return their evaluation
     * @throws IllegalArgumentException if there is none
     * @throws IndexOutOfBoundsException if an index is outside the split
     */
    public Evaluation evaluate(int[] faces) {
        int[] chosenTruth = IntStream.of(faces).map(i -> truth[i]).toArray();
        float[][] rows = IntStream.of(faces).mapToObj(i -> probabilities[i]).toArray(float[][]::new);
        return Evaluation.of(labels, chosenTruth, rows);
    }
}
