package io.microexp.training.ablation;

import io.microexp.training.eval.Interval;
import java.util.List;
import java.util.Objects;

/**
 * The predictions of a run's best epoch on the validation split; {@code result.json} in the run's folder.
 *
 * @param cell which run
 * @param bestEpoch the epoch that is scored, from 1
 * @param truth the class of each face, by index
 * @param predictions the predicted class of each face, by index
 */
public record CellResult(Cell cell, int bestEpoch, List<Integer> truth, List<Integer> predictions) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is not one prediction per face
     */
    public CellResult {
        Objects.requireNonNull(cell, "cell");
        truth = List.copyOf(truth);
        predictions = List.copyOf(predictions);
        if (truth.isEmpty() || truth.size() != predictions.size()) {
            throw new IllegalArgumentException("Expected one prediction for each of " + truth.size()
                    + " faces and at least one face, found " + predictions.size() + " predictions");
        }
    }

    /** Returns for each face whether its prediction is right. */
    public boolean[] right() {
        boolean[] right = new boolean[truth.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = truth.get(i).equals(predictions.get(i));
        }
        return right;
    }

    /** Returns the number of right predictions. */
    public int correct() {
        int correct = 0;
        for (boolean one : right()) {
            correct += one ? 1 : 0;
        }
        return correct;
    }

    /** Returns the share of right predictions. */
    public double accuracy() {
        return (double) correct() / truth.size();
    }

    /** Returns the 95 % Wilson interval of the accuracy. */
    public Interval interval() {
        return Interval.wilson95(correct(), truth.size());
    }
}
