package io.microexp.training.eval;

import io.microexp.Emotion;
import java.util.List;
import java.util.function.IntPredicate;
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
     * @param chosen tells by index in the split which faces count
     * @return their evaluation
     * @throws IllegalArgumentException if none is chosen
     */
    public Evaluation evaluate(IntPredicate chosen) {
        int[] faces = IntStream.range(0, truth.length).filter(chosen).toArray();
        int[] chosenTruth = IntStream.of(faces).map(i -> truth[i]).toArray();
        float[][] rows = IntStream.of(faces).mapToObj(i -> probabilities[i]).toArray(float[][]::new);
        return Evaluation.of(labels, chosenTruth, rows);
    }
}
