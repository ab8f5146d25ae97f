package io.microexp;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The calibrated probabilities of one face's apparent expression.
 *
 * <p>Thread safety: immutable. Arrays are copied in and out.
 */
public final class EmotionScores {
    /** How far a probability may exceed 1 by the rounding of a softmax or a mean. */
    private static final float ROUNDING = 1e-4f;

    private final List<Emotion> labels;
    private final float[] probabilities;

    private EmotionScores(List<Emotion> labels, float[] probabilities) {
        this.labels = labels;
        this.probabilities = probabilities;
    }

    /**
     * Creates scores from a model's output row.
     *
     * @param labels the model's labels, in output order
     * @param probabilities one value per label, each in [0, 1]; copied. A value that exceeds 1 by at most 1e-4, as
     *     rounding may, becomes 1
     * @return the scores
     * @throws IllegalArgumentException if there are no labels, the lengths differ, or a value is not a probability
     */
    public static EmotionScores of(List<Emotion> labels, float[] probabilities) {
        if (labels.isEmpty() || labels.size() != probabilities.length) {
            throw new IllegalArgumentException(
                    "Expected one probability per label, found " + probabilities.length + " for labels " + labels);
        }
        float[] checked = new float[probabilities.length];
        for (int i = 0; i < checked.length; i++) {
            if (!(probabilities[i] >= 0 && probabilities[i] <= 1 + ROUNDING)) {
                throw new IllegalArgumentException("Expected a probability in [0, 1] for "
                        + labels.get(i).label() + ", found " + probabilities[i]);
            }
            checked[i] = Math.min(probabilities[i], 1f);
        }
        return new EmotionScores(List.copyOf(labels), checked);
    }

    /**
     * Returns the most probable expression. Ties go to the first in label order.
     *
     * @return the top emotion
     */
    public Emotion top() {
        return labels.get(topIndex());
    }

    /**
     * Returns the probability of {@link #top()}.
     *
     * @return the highest probability, in [0, 1]
     */
    public float topProbability() {
        return probabilities[topIndex()];
    }

    private int topIndex() {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Returns the probability of one expression.
     *
     * @param emotion the expression
     * @return its probability in [0, 1]; 0 if the model has no such class (see {@link #supports})
     */
    public float probability(Emotion emotion) {
        int index = labels.indexOf(emotion);
        return index < 0 ? 0f : probabilities[index];
    }

    /**
     * Tells whether the model behind these scores has a class.
     *
     * @param emotion the expression
     * @return true if the model can report it
     */
    public boolean supports(Emotion emotion) {
        return labels.contains(emotion);
    }

    /**
     * Returns the model's classes in output order.
     *
     * @return an immutable list
     */
    public List<Emotion> labels() {
        return labels;
    }

    /**
     * Returns the model's classes, most probable first. Ties keep label order.
     *
     * @return a new immutable list
     */
    public List<Emotion> ranked() {
        return labels.stream()
                .sorted(Comparator.comparing(this::probability).reversed())
                .toList();
    }

    /**
     * Returns the probability of each class.
     *
     * @return a new immutable map in the order of {@link #labels()}
     */
    public Map<Emotion, Float> asMap() {
        Map<Emotion, Float> map = new LinkedHashMap<>();
        for (int i = 0; i < probabilities.length; i++) {
            map.put(labels.get(i), probabilities[i]);
        }
        return Collections.unmodifiableMap(map);
    }

    /**
     * Returns the probabilities in the order of {@link #labels()}.
     *
     * @return a new array
     */
    public float[] toArray() {
        return probabilities.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmotionScores that
                && labels.equals(that.labels)
                && Arrays.equals(probabilities, that.probabilities);
    }

    @Override
    public int hashCode() {
        return 31 * labels.hashCode() + Arrays.hashCode(probabilities);
    }

    /**
     * Returns a human-readable line, most probable class first.
     *
     * @return for example {@code "happiness 0.97, neutral 0.02, …"}
     */
    @Override
    public String toString() {
        return ranked().stream()
                .map(e -> String.format(Locale.ROOT, "%s %.2f", e.label(), probability(e)))
                .collect(Collectors.joining(", "));
    }
}
