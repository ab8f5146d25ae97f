package io.microexp.training.eval;

/**
 * The number of faces whose class was predicted correctly.
 *
 * @param correct correct predictions, 0 to {@code count}
 * @param count all faces, at least 1
 */
public record Accuracy(int correct, int count) {
    /** Returns the accuracy of an evaluation. */
    public static Accuracy of(Evaluation evaluation) {
        return new Accuracy(evaluation.correct(), evaluation.count());
    }

    /** Returns the share, in [0, 1]. */
    public double share() {
        return (double) correct / count;
    }

    /** Returns the 95 % Wilson interval of {@link #share()}. */
    public Interval interval() {
        return Interval.wilson95(correct, count);
    }
}
