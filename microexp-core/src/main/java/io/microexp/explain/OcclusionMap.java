package io.microexp.explain;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Shows which parts of a face a prediction depends on. A patch of the face's mean gray is moved over it, and the change
 * of a class's probability is recorded where the patch was (Zeiler and Fergus 2014, section 4.2). This needs no
 * gradients and so works on every backend.
 *
 * <p>The face is divided into {@value #CELLS}x{@value #CELLS} cells. The patch covers 4x4 of them, a sixth of each
 * side, and visits all of its 21x21 positions, so a map costs 442 classifications.
 *
 * <p>The map shows what the network reacts to, not what it should react to. A gray patch is itself unlike any face.
 *
 * <p>Immutable and thread-safe.
 */
public final class OcclusionMap {
    /** Cells in a row, and rows. */
    public static final int CELLS = 24;

    private static final int PATCH = 4;
    private static final int PLACES = CELLS - PATCH + 1;

    private final Emotion emotion;
    private final EmotionScores scores;
    private final float[] effects;

    private OcclusionMap(Emotion emotion, EmotionScores scores, float[] effects) {
        this.emotion = emotion;
        this.scores = scores;
        this.effects = effects;
    }

    /**
     * Maps which parts of a face the top class depends on.
     *
     * @param classifier an open classifier; not closed
     * @param face a cropped face as for {@link FacialEmotionClassifier#classify(GrayImage)}
     * @return the map
     * @throws IllegalArgumentException if the image is smaller than 8x8
     * @throws IllegalStateException if the classifier is closed
     */
    public static OcclusionMap of(FacialEmotionClassifier classifier, GrayImage face) {
        EmotionScores scores = classifier.classify(face);
        return of(classifier, face, scores.top(), scores);
    }

    /**
     * Maps which parts of a face the probability of one class depends on.
     *
     * @param classifier an open classifier; not closed
     * @param face a cropped face as for {@link FacialEmotionClassifier#classify(GrayImage)}
     * @param emotion the class
     * @return the map
     * @throws IllegalArgumentException if the model has no such class, or the image is smaller than 8x8
     * @throws IllegalStateException if the classifier is closed
     */
    public static OcclusionMap of(FacialEmotionClassifier classifier, GrayImage face, Emotion emotion) {
        Objects.requireNonNull(emotion, "emotion");
        if (!classifier.labels().contains(emotion)) {
            throw new IllegalArgumentException(
                    "Expected a class of the model, which has " + classifier.labels() + ", found " + emotion);
        }
        return of(classifier, face, emotion, classifier.classify(face));
    }

    private static OcclusionMap of(
            FacialEmotionClassifier classifier, GrayImage face, Emotion emotion, EmotionScores scores) {
        byte mean = mean(face);
        float[] sums = new float[CELLS * CELLS];
        int[] visits = new int[CELLS * CELLS];
        for (int top = 0; top < PLACES; top++) {
            List<GrayImage> row = new ArrayList<>();
            for (int left = 0; left < PLACES; left++) {
                row.add(occlude(face, left, top, mean));
            }
            List<EmotionScores> answers = classifier.classifyAll(row);
            for (int left = 0; left < PLACES; left++) {
                float effect = scores.probability(emotion) - answers.get(left).probability(emotion);
                add(effect, left, top, sums, visits);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= visits[i];
        }
        return new OcclusionMap(emotion, scores, sums);
    }

    private static byte mean(GrayImage face) {
        long sum = 0;
        byte[] pixels = face.toArray();
        for (byte pixel : pixels) {
            sum += pixel & 0xFF;
        }
        return (byte) Math.round((double) sum / pixels.length);
    }

    private static GrayImage occlude(GrayImage face, int left, int top, byte gray) {
        byte[] pixels = face.toArray();
        int fromX = pixel(left, face.width());
        int toX = pixel(left + PATCH, face.width());
        for (int y = pixel(top, face.height()); y < pixel(top + PATCH, face.height()); y++) {
            Arrays.fill(pixels, y * face.width() + fromX, y * face.width() + toX, gray);
        }
        return GrayImage.wrap(pixels, 0, face.width(), face.width(), face.height());
    }

    /** Where a cell begins. */
    private static int pixel(int cell, int size) {
        return Math.round((float) cell * size / CELLS);
    }

    private static void add(float effect, int left, int top, float[] sums, int[] visits) {
        for (int y = top; y < top + PATCH; y++) {
            for (int x = left; x < left + PATCH; x++) {
                sums[y * CELLS + x] += effect;
                visits[y * CELLS + x]++;
            }
        }
    }

    /**
     * Returns the class whose probability was mapped.
     *
     * @return the class
     */
    public Emotion emotion() {
        return emotion;
    }

    /**
     * Returns the scores of the whole face.
     *
     * @return the scores
     */
    public EmotionScores scores() {
        return scores;
    }

    /**
     * Returns how far the probability of the class falls, on average, when a patch hides the cell. The value is
     * positive where the cell supports the class and negative where it counts against it.
     *
     * @param x column of the cell, 0 to {@value #CELLS} - 1
     * @param y row of the cell, 0 to {@value #CELLS} - 1
     * @return the mean loss of probability, -1 to 1
     * @throws IndexOutOfBoundsException if outside the map
     */
    public float effect(int x, int y) {
        return effects[Objects.checkIndex(y, CELLS) * CELLS + Objects.checkIndex(x, CELLS)];
    }

    /**
     * Returns the largest absolute effect of all cells.
     *
     * @return 0 to 1
     */
    public float strongest() {
        float strongest = 0;
        for (float effect : effects) {
            strongest = Math.max(strongest, Math.abs(effect));
        }
        return strongest;
    }
}
