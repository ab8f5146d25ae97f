package io.microexp.training.temporal;

import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.training.data.FaceDataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Makes clips from the stills of a split. A clip shows one still after another, each for 0.6 to 3 seconds, fading over
 * 0.1 to 0.4 seconds to the next; the next still has another label and is the most similar of some drawn faces. The
 * crops tremble and are noisy as {@link FaceClip} has them.
 */
final class ClipMaker {
    static final int SECONDS = 6;

    private static final double SHORTEST_DWELL = 0.6;
    private static final double LONGEST_DWELL = 3;
    private static final double SHORTEST_FADE = 0.1;
    private static final double LONGEST_FADE = 0.4;
    private static final int CANDIDATES = 30;
    /** Faces are compared by every such pixel of every such row. */
    private static final int COMPARED = 4;

    private final FacialEmotionClassifier classifier;
    private final FaceDataset faces;
    private final int[] classes;
    private final int[] usable;

    /**
     * @param classifier its labels include those of the faces
     * @param faces labeled stills
     * @throws IllegalArgumentException if the faces are of fewer than two of the classifier's labels
     */
    ClipMaker(FacialEmotionClassifier classifier, FaceDataset faces) {
        this.classifier = classifier;
        this.faces = faces;
        List<Emotion> labels = classifier.labels();
        this.classes = IntStream.range(0, faces.size())
                .map(face -> labels.indexOf(faces.labels().get(faces.label(face))))
                .toArray();
        this.usable = IntStream.range(0, faces.size())
                .filter(face -> classes[face] >= 0)
                .toArray();
        long labelsShown =
                Arrays.stream(usable).map(face -> classes[face]).distinct().count();
        if (labelsShown < 2) {
            throw new IllegalArgumentException("Expected faces of two or more of the model's labels " + labels + " in "
                    + faces.name() + ", found " + labelsShown + ". Clips show changes between labels: add other faces");
        }
    }

    /**
     * Makes and scores clips.
     *
     * @param progress is given the number of clips done
     */
    List<ScoredClip> make(int count, long seed, IntConsumer progress) {
        List<ScoredClip> clips = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        while (clips.size() < count) {
            clips.add(make(random.split()));
            progress.accept(clips.size());
        }
        return clips;
    }

    private ScoredClip make(SplittableRandom random) {
        int frames = SECONDS * ScoredClip.RATE;
        float[][] scores = new float[frames][classifier.labels().size()];
        int[] truth = new int[frames];
        int shown = usable[random.nextInt(usable.length)];
        int frame = 0;
        while (frame < frames) {
            int next = similar(shown, random);
            int dwell = frames(random, SHORTEST_DWELL, LONGEST_DWELL);
            int fade = frames(random, SHORTEST_FADE, LONGEST_FADE);
            FaceClip clip = new FaceClip(faces.image(shown), faces.image(next), random.nextLong());
            for (int i = 0; i < dwell + fade && frame < frames; i++, frame++) {
                double faded = Math.max(0, (i - dwell + 1.0) / (fade + 1));
                classifier.classify(clip.next(faded), scores[frame]);
                truth[frame] = classes[faded > 0.5 ? next : shown];
            }
            shown = next;
        }
        return new ScoredClip(scores, truth);
    }

    private static int frames(SplittableRandom random, double shortest, double longest) {
        return (int) Math.round(random.nextDouble(shortest, longest) * ScoredClip.RATE);
    }

    /** A face of another label that looks most like the given one, of some drawn at random. */
    private int similar(int face, SplittableRandom random) {
        int best = -1;
        long smallest = Long.MAX_VALUE;
        for (int drawn = 0; drawn < CANDIDATES || best < 0; drawn++) {
            int other = usable[random.nextInt(usable.length)];
            long distance = distance(faces.image(face), faces.image(other));
            if (classes[other] != classes[face] && distance < smallest) {
                best = other;
                smallest = distance;
            }
        }
        return best;
    }

    private static long distance(GrayImage a, GrayImage b) {
        long sum = 0;
        for (int y = 0; y < Math.min(a.height(), b.height()); y += COMPARED) {
            for (int x = 0; x < Math.min(a.width(), b.width()); x += COMPARED) {
                int difference = a.get(x, y) - b.get(x, y);
                sum += difference * difference;
            }
        }
        return sum;
    }
}
