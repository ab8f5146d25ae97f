package io.microexp.training.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.pipeline.EmotionFilter;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What {@link EmotionFilter} does to the bundled model's answers on generated clips. Drawn faces are used unless the
 * system property {@code microexp.fer2013} names a {@code fer2013.csv}, whose PublicTest faces are used then. The
 * property {@code microexp.clips} sets how many clips of each kind are made.
 */
class SmoothingTest {
    private static final int RATE = 30;
    private static final long SECOND = 1_000_000_000;
    private static final int STILLS = Integer.getInteger("microexp.clips", 8);
    private static final int CHANGES = Integer.getInteger("microexp.clips", 16);
    private static final int CANDIDATES = 1000;
    /** The face changes here, within a fifth of a second. */
    private static final double CHANGE_AT = 1;

    private static final double FADE = 0.2;
    /** A face is read clearly if its top emotion leads by this much in a mean of several crops. */
    private static final float CLEAR = 0.4f;

    private static final int CROPS = 8;

    private static FacialEmotionClassifier classifier;

    private record Pair(GrayImage before, GrayImage after) {}

    @BeforeAll
    static void open() {
        classifier = FacialEmotionClassifier.open();
    }

    @AfterAll
    static void close() {
        classifier.close();
    }

    @Test
    @DisplayName("On still faces under sensor noise and box jitter the label changes at least 10 times less often")
    void still() {
        int seconds = 4;
        int raw = 0;
        int steady = 0;
        List<Pair> pairs = pairs().limit(STILLS).toList();
        for (int i = 0; i < pairs.size(); i++) {
            FaceClip clip = new FaceClip(pairs.get(i).before(), pairs.get(i).before(), i);
            Labels labels = new Labels();
            for (int frame = 0; frame < seconds * RATE; frame++) {
                labels.add(clip.next(0), frame * SECOND / RATE);
            }
            raw += changes(labels.raw);
            steady += changes(labels.steady);
        }
        double minutes = STILLS * seconds / 60.0;
        String figures =
                String.format("label changes per minute: raw %.1f, steady %.1f", raw / minutes, steady / minutes);
        System.out.println(figures);
        assertThat(raw).as(figures).isGreaterThanOrEqualTo(Math.max(100, 10 * steady));
    }

    @Test
    @DisplayName(
            "A real change is followed within 300 ms of the raw label on average, with 10 times fewer false changes")
    void change() {
        double lag = 0;
        int falseChanges = 0;
        int rawFalseChanges = 0;
        List<Pair> pairs = pairs().filter(SmoothingTest::isClear).limit(CHANGES).toList();
        for (int i = 0; i < pairs.size(); i++) {
            FaceClip clip = new FaceClip(pairs.get(i).before(), pairs.get(i).after(), i);
            Labels labels = new Labels();
            for (int frame = 0; frame < 2.5 * RATE; frame++) {
                double faded = (frame / (double) RATE - CHANGE_AT) / FADE;
                labels.add(clip.next(Math.max(0, Math.min(faded, 1))), frame * SECOND / RATE);
            }
            Emotion after = labels.steady.get(labels.steady.size() - 1);
            assertThat(after).isEqualTo(read(pairs.get(i).after()).top());
            int from = (int) (CHANGE_AT * RATE);
            lag += (firstFrom(from, after, labels.steady) - firstFrom(from, after, labels.raw)) * 1000.0 / RATE;
            falseChanges += changes(labels.steady) - 1;
            rawFalseChanges += changes(labels.raw) - 1;
        }
        String figures = String.format(
                "mean lag %.0f ms, false changes: raw %d, steady %d",
                lag / pairs.size(), rawFalseChanges, falseChanges);
        System.out.println(figures);
        assertThat(pairs).hasSize(CHANGES);
        assertThat(lag / pairs.size()).as(figures).isBetween(0.0, 300.0);
        assertThat(rawFalseChanges).as(figures).isGreaterThanOrEqualTo(Math.max(20, 10 * falseChanges));
    }

    private static int firstFrom(int start, Emotion emotion, List<Emotion> labels) {
        return start + labels.subList(start, labels.size()).indexOf(emotion);
    }

    private static int changes(List<Emotion> labels) {
        int changes = 0;
        for (int i = 1; i < labels.size(); i++) {
            changes += labels.get(i) == labels.get(i - 1) ? 0 : 1;
        }
        return changes;
    }

    private static boolean isClear(Pair pair) {
        EmotionScores before = read(pair.before());
        EmotionScores after = read(pair.after());
        return before.top() != after.top() && lead(before) > CLEAR && lead(after) > CLEAR;
    }

    private static EmotionScores read(GrayImage picture) {
        FaceClip clip = new FaceClip(picture, picture, 0);
        float[] mean = new float[classifier.labels().size()];
        for (EmotionScores scores : classifier.classifyAll(
                Stream.generate(() -> clip.next(0)).limit(CROPS).toList())) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += scores.toArray()[i] / CROPS;
            }
        }
        return EmotionScores.of(classifier.labels(), mean);
    }

    private static float lead(EmotionScores scores) {
        List<Emotion> ranked = scores.ranked();
        return scores.probability(ranked.get(0)) - scores.probability(ranked.get(1));
    }

    private static Stream<Pair> pairs() {
        Optional<FaceDataset> photographs = Optional.ofNullable(System.getProperty("microexp.fer2013"))
                .map(file -> Fer2013.read(Path.of(file), Fer2013.PUBLIC_TEST));
        SplittableRandom random = new SplittableRandom(20);
        return Stream.generate(() -> photographs
                        .map(faces -> new Pair(photograph(faces, random), photograph(faces, random)))
                        .orElseGet(() -> drawn(random)))
                .limit(CANDIDATES);
    }

    private static GrayImage photograph(FaceDataset faces, SplittableRandom random) {
        return faces.image(random.nextInt(faces.size()));
    }

    /** One person with two expressions: equal seeds draw equal features. */
    private static Pair drawn(SplittableRandom random) {
        long person = random.nextLong();
        return new Pair(
                SyntheticFaces.draw(expression(random), 128, new SplittableRandom(person)),
                SyntheticFaces.draw(expression(random), 128, new SplittableRandom(person)));
    }

    private static Emotion expression(SplittableRandom random) {
        return Emotion.FER2013.get(random.nextInt(Emotion.FER2013.size()));
    }

    /** The raw and the steady label of each frame. */
    private static final class Labels {
        private final EmotionFilter filter = new EmotionFilter(classifier.labels());
        private final float[] scores = new float[classifier.labels().size()];
        private final List<Emotion> raw = new ArrayList<>();
        private final List<Emotion> steady = new ArrayList<>();

        void add(GrayImage crop, long timestampNanos) {
            classifier.classify(crop, scores);
            filter.update(scores, timestampNanos);
            raw.add(EmotionScores.of(classifier.labels(), scores).top());
            steady.add(filter.label());
        }
    }
}
