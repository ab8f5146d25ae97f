package io.microexp.training.eval;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.training.data.FaceDataset;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs a classifier over a labeled split, in batches.
 *
 * <p>Classes are matched by {@link Emotion}, not by index. A model may have classes that the split lacks; predicting
 * one of them is an error. A split with faces of a class that the model lacks is refused, since no prediction could be
 * correct.
 */
public final class Evaluator {
    private static final int BATCH = 64;

    private Evaluator() {}

    /**
     * Classifies every face of a split.
     *
     * @param classifier an open classifier; not closed
     * @param split the faces
     * @return the predictions and true classes, in the order of the split and with the labels of the classifier
     * @throws IllegalArgumentException if the split is empty, or has faces of a class that the model lacks
     * @throws CancellationException if this thread is interrupted; clears the interrupt
     */
    public static Predictions predict(FacialEmotionClassifier classifier, FaceDataset split) {
        return predict(classifier, split, faces -> {});
    }

    /**
     * Classifies every face of a split and reports progress.
     *
     * @param classifier an open classifier; not closed
     * @param split the faces
     * @param progress receives the number of faces done after each batch
     * @return the predictions and true classes, in the order of the split and with the labels of the classifier
     * @throws IllegalArgumentException if the split is empty, or has faces of a class that the model lacks
     * @throws CancellationException if this thread is interrupted; clears the interrupt
     */
    public static Predictions predict(FacialEmotionClassifier classifier, FaceDataset split, IntConsumer progress) {
        int[] truth = truth(split, classifier.labels());
        float[][] probabilities = new float[split.size()][];
        for (int from = 0; from < split.size(); from += BATCH) {
            if (Thread.interrupted()) {
                throw new CancellationException("Interrupted after " + from + " of " + split.size() + " faces");
            }
            int to = Math.min(from + BATCH, split.size());
            List<GrayImage> faces =
                    IntStream.range(from, to).mapToObj(split::image).toList();
            List<EmotionScores> scores = classifier.classifyAll(faces);
            for (int i = from; i < to; i++) {
                probabilities[i] = scores.get(i - from).toArray();
            }
            progress.accept(to);
        }
        return new Predictions(classifier.labels(), truth, probabilities);
    }

    private static int[] truth(FaceDataset split, List<Emotion> modelLabels) {
        if (split.size() == 0) {
            throw new IllegalArgumentException("Split " + split.name() + " has no faces");
        }
        List<Emotion> faces = IntStream.range(0, split.size())
                .mapToObj(i -> split.labels().get(split.label(i)))
                .toList();
        TreeSet<Emotion> unknown = new TreeSet<>(faces);
        modelLabels.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("Split " + split.name() + " has faces of " + names(unknown)
                    + ", which the model does not have: the split's labels are " + names(split.labels())
                    + ", the model's " + names(modelLabels)
                    + ". Use a model with these classes, or leave out the faces");
        }
        return faces.stream().mapToInt(modelLabels::indexOf).toArray();
    }

    private static String names(Collection<Emotion> labels) {
        return labels.stream().map(Emotion::label).collect(Collectors.joining(", ", "[", "]"));
    }
}
