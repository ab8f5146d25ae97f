package io.microexp.training.eval;

import io.microexp.Emotion;
import io.microexp.training.data.FaceDataset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A classifier's predictions on a split, with the true classes.
 *
 * <p>Immutable.
 */
public final class Predictions {
    private static final int FOLDS = 10;

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

    /**
     * Scores all faces with a cross-validated temperature: for each tenth of the faces it is fitted on the other nine.
     * The predicted classes do not change.
     *
     * @return the evaluation, or empty if there are fewer faces than folds
     */
    public Optional<Evaluation> crossValidated() {
        if (truth.length < FOLDS) {
            return Optional.empty();
        }
        float[][] logits = Arrays.stream(probabilities).map(Predictions::log).toArray(float[][]::new);
        return Optional.of(Evaluation.of(labels, truth, TemperatureScaling.crossValidated(logits, truth, FOLDS)));
    }

    /** Logits up to a constant. */
    private static float[] log(float[] probabilities) {
        float[] logs = new float[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(Math.max(probabilities[i], Float.MIN_NORMAL));
        }
        return logs;
    }

    /**
     * Returns the wrong predictions, the most confident first.
     *
     * @param split the faces that were classified
     * @param count the greatest number to return
     * @return the mistakes; fewer than {@code count} if there are fewer
     * @throws IllegalArgumentException if the split has another number of faces, or {@code count} is negative
     */
    public List<Mistake> worst(FaceDataset split, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("Expected a number of mistakes >= 0, found " + count);
        }
        if (split.size() != truth.length) {
            throw new IllegalArgumentException(
                    "Expected the split of these " + truth.length + " answers, found one of " + split.size());
        }
        return IntStream.range(0, truth.length)
                .filter(face -> Logits.argmax(probabilities[face]) != truth[face])
                .mapToObj(face -> mistake(face, split))
                .sorted(Comparator.comparingDouble(Mistake::confidence).reversed())
                .limit(count)
                .toList();
    }

    private Mistake mistake(int face, FaceDataset split) {
        int answer = Logits.argmax(probabilities[face]);
        return new Mistake(
                face, split.image(face), labels.get(truth[face]), labels.get(answer), probabilities[face][answer]);
    }
}
