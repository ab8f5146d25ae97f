package io.microexp.training.eval;

/**
 * How many faces were given their true class.
 *
 * @param correct of them, 0 to {@code count}
 * @param count faces, at least 1
 */
public record Accuracy(int correct, int count) {
    /** The accuracy of an evaluation. */
    public static Accuracy of(Evaluation evaluation) {
        return new Accuracy(evaluation.correct(), evaluation.count());
    }

    /** The share, in [0, 1]. */
    public double share() {
        return (double) correct / count;
    }

    /** The 95 % Wilson interval of {@link #share()}. */
    public Interval interval() {
        return Interval.wilson95(correct, count);
    }
}
