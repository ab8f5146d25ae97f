package io.microexp;

import io.microexp.internal.Text;
import java.util.List;
import java.util.Locale;

/**
 * The expressions that models distinguish: Ekman's six, neutral and contempt.
 *
 * <p>A value names the <em>apparent</em> expression of a face, not an inner state. The first seven are in the order of
 * FER2013's label column. FER+ and AffectNet add {@link #CONTEMPT} as the eighth.
 *
 * <p>Thread safety: immutable.
 */
public enum Emotion {
    /** Anger, FER2013 label 0. */
    ANGER,
    /** Disgust, FER2013 label 1. */
    DISGUST,
    /** Fear, FER2013 label 2. */
    FEAR,
    /** Happiness, FER2013 label 3. */
    HAPPINESS,
    /** Sadness, FER2013 label 4. */
    SADNESS,
    /** Surprise, FER2013 label 5. */
    SURPRISE,
    /** No distinct expression, FER2013 label 6. */
    NEUTRAL,
    /** Contempt, the eighth class of FER+ and AffectNet. */
    CONTEMPT;

    /** The seven classes of FER2013, in its label order. */
    public static final List<Emotion> FER2013 = List.of(ANGER, DISGUST, FEAR, HAPPINESS, SADNESS, SURPRISE, NEUTRAL);

    /** The eight classes of FER+, in this library's order: those of {@link #FER2013}, then contempt. */
    public static final List<Emotion> FERPLUS = List.of(values());

    /**
     * Returns the name used in model metadata, JSON and reports.
     *
     * @return the lower-case name, for example {@code "happiness"}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the emotion of a label.
     *
     * @param label a lower-case name as returned by {@link #label()}
     * @return the emotion
     * @throws IllegalArgumentException if no emotion has that label; the message lists the valid ones
     */
    public static Emotion ofLabel(String label) {
        for (Emotion emotion : values()) {
            if (emotion.label().equals(label)) {
                return emotion;
            }
        }
        throw new IllegalArgumentException("Expected an emotion label, one of "
                + FERPLUS.stream().map(Emotion::label).toList() + ", found \"" + Text.printable(label) + "\"");
    }
}
