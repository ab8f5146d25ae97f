package io.microexp.training.ablation;

import io.microexp.training.eval.Interval;
import java.util.List;
import java.util.Objects;

/**
 * How the best epoch of one run answers the validation split; {@code result.json} in the run's folder.
 *
 * @param cell which run
 * @param bestEpoch the epoch that is scored, from 1
 * @param truth the class of each face, by index
 * @param answers the class given to each face, by index
 */
public record CellResult(Cell cell, int bestEpoch, List<Integer> truth, List<Integer> answers) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is not one answer a face
     */
    public CellResult {
        Objects.requireNonNull(cell, "cell");
        truth = List.copyOf(truth);
        answers = List.copyOf(answers);
        if (truth.isEmpty() || truth.size() != answers.size()) {
            throw new IllegalArgumentException("Expected one answer for each of " + truth.size()
                    + " faces and at least one face, found " + answers.size() + " answers");
        }
    }

    /** For each face, whether the answer is right. */
    public boolean[] right() {
        boolean[] right = new boolean[truth.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = truth.get(i).equals(answers.get(i));
        }
        return right;
    }

    /** The number of right answers. */
    public int correct() {
        int correct = 0;
        for (boolean one : right()) {
            correct += one ? 1 : 0;
        }
        return correct;
    }

    /** The share of right answers. */
    public double accuracy() {
        return (double) correct() / truth.size();
    }

    /** The 95 % Wilson interval of the accuracy. */
    public Interval interval() {
        return Interval.wilson95(correct(), truth.size());
    }
}
