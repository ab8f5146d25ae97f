package io.microexp.training.eval;

import io.microexp.Emotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Figures of how well probabilities match true labels: fractions in [0, 1] unless stated otherwise. The predicted class
 * is the most probable one. Ties go to the first in label order.
 *
 * <p>Immutable.
 */
public final class Evaluation {
    /** Equal-width bins of the expected calibration error. */
    public static final int BINS = 15;

    /** Rounding of float32 probabilities that were normalized to sum 1. */
    private static final double SUM_TOLERANCE = 1e-3;
    /** The minimum likelihood, so that one face with probability 0 does not make the mean infinite. */
    private static final double LEAST_LIKELIHOOD = 1e-12;

    private final List<Emotion> labels;
    private final int count;
    private final int[][] confusion;
    private final List<ReliabilityBin> reliability;
    private final double negativeLogLikelihood;
    private final double brierScore;

    /** Restores an evaluation from stored figures. All others follow from these. */
    Evaluation(
            List<Emotion> labels,
            int[][] confusion,
            List<ReliabilityBin> reliability,
            double negativeLogLikelihood,
            double brierScore) {
        this.labels = List.copyOf(labels);
        this.count = Arrays.stream(confusion).flatMapToInt(Arrays::stream).sum();
        this.confusion = Arrays.stream(confusion).map(int[]::clone).toArray(int[][]::new);
        this.reliability = List.copyOf(reliability);
        this.negativeLogLikelihood = negativeLogLikelihood;
        this.brierScore = brierScore;
    }

    private Evaluation(List<Emotion> labels, int[] truth, float[][] probabilities) {
        this.labels = labels;
        this.count = truth.length;
        this.confusion = new int[labels.size()][labels.size()];
        ReliabilityBins calibration = new ReliabilityBins(BINS);
        double likelihoods = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            float[] row = probabilities[i];
            int predicted = Logits.argmax(row);
            confusion[truth[i]][predicted]++;
            calibration.add(row[predicted], predicted == truth[i]);
            likelihoods -= Math.log(Math.max(row[truth[i]], LEAST_LIKELIHOOD));
            squares += squaredDistance(row, truth[i]);
        }
        this.reliability = calibration.bins();
        this.negativeLogLikelihood = likelihoods / count;
        this.brierScore = squares / count;
    }

    /**
     * Compares probabilities with the truth.
     *
     * @param labels the classes, in column order
     * @param truth for each face, the index of its class in {@code labels}
     * @param probabilities for each face, one value per label in [0, 1] with sum 1
     * @return the evaluation
     * @throws IllegalArgumentException if there is no face, the lengths differ, a label is out of range, or a row is
     *     not a distribution (NaN, out of range, wrong sum); the message gives the face's index
     */
    public static Evaluation of(List<Emotion> labels, int[] truth, float[][] probabilities) {
        if (truth.length == 0 || truth.length != probabilities.length) {
            throw new IllegalArgumentException(
                    "Expected at least one face and one row of probabilities for each, found " + truth.length
                            + " true labels and " + probabilities.length + " rows");
        }
        for (int i = 0; i < truth.length; i++) {
            check(labels, truth[i], probabilities[i], i);
        }
        return new Evaluation(List.copyOf(labels), truth, probabilities);
    }

    private static void check(List<Emotion> labels, int truth, float[] row, int face) {
        if (truth < 0 || truth >= labels.size()) {
            throw new IllegalArgumentException(
                    "Face " + face + ": expected a true label 0.." + (labels.size() - 1) + ", found " + truth);
        }
        double sum = 0;
        for (float value : row) {
            sum += value >= 0 ? value : Double.NaN;
        }
        if (row.length != labels.size() || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw new IllegalArgumentException("Face " + face + ": expected " + labels.size()
                    + " probabilities of sum 1, found " + Arrays.toString(row));
        }
    }

    private static double squaredDistance(float[] row, int truth) {
        double sum = 0;
        for (int c = 0; c < row.length; c++) {
            double difference = row[c] - (c == truth ? 1 : 0);
            sum += difference * difference;
        }
        return sum;
    }

    /** Returns the classes, in the order of the confusion matrix. */
    public List<Emotion> labels() {
        return labels;
    }

    /** Returns the number of faces. */
    public int count() {
        return count;
    }

    /** Returns the number of correct predictions. */
    public int correct() {
        return IntStream.range(0, labels.size()).map(c -> confusion[c][c]).sum();
    }

    /** Returns the share of correct predictions. */
    public double accuracy() {
        return (double) correct() / count;
    }

    /** Returns the 95 % Wilson interval of {@link #accuracy()}. */
    public Interval accuracyInterval() {
        return Interval.wilson95(correct(), count);
    }

    /** Returns the unweighted mean of F1 over the classes that have at least one face. */
    public double macroF1() {
        return classes().stream()
                .filter(c -> c.support() > 0)
                .mapToDouble(ClassScores::f1)
                .average()
                .orElseThrow();
    }

    /** Returns the figures of each class, in label order. */
    public List<ClassScores> classes() {
        List<ClassScores> scores = new ArrayList<>();
        for (int c = 0; c < labels.size(); c++) {
            int column = c;
            int support = Arrays.stream(confusion[c]).sum();
            int predicted =
                    Arrays.stream(confusion).mapToInt(row -> row[column]).sum();
            int right = confusion[c][c];
            scores.add(new ClassScores(
                    labels.get(c),
                    ratio(right, predicted),
                    ratio(right, support),
                    ratio(2 * right, predicted + support),
                    support));
        }
        return List.copyOf(scores);
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** Faces by true class (row) and predicted class (column), in label order; a copy. */
    public int[][] confusionMatrix() {
        return Arrays.stream(confusion).map(int[]::clone).toArray(int[][]::new);
    }

    /**
     * Returns the expected calibration error: the mean distance between the top probability and the accuracy over
     * {@value #BINS} equal-width bins, weighted by the faces in each.
     *
     * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al. 2017, "On calibration of modern neural networks",
     *     equation (3)</a>
     */
    public double expectedCalibrationError() {
        return reliability.stream()
                .mapToDouble(bin -> Math.abs(bin.accuracy() - bin.confidence()) * bin.count() / count)
                .sum();
    }

    /** Returns the {@value #BINS} bins of the reliability diagram, from low to high confidence. */
    public List<ReliabilityBin> reliability() {
        return reliability;
    }

    /** Returns the mean of {@code -ln p(true class)} in nats; a probability of 0 counts as 1e-12. */
    public double negativeLogLikelihood() {
        return negativeLogLikelihood;
    }

    /**
     * Returns the mean squared distance between the probabilities and the one-hot truth, summed over classes: 0 to 2.
     */
    public double brierScore() {
        return brierScore;
    }
}
