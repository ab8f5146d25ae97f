package io.microexp.training.data.synthetic;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FerPlusVotes;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Drawn faces whose brows, eyes, nose and mouth show an emotion, each with its own shape, skin, hair, pose, light and
 * noise: data for tests and first trials that needs no download. A network trained on them reads cartoons. They do not
 * measure how well a network reads faces.
 */
public final class SyntheticFaces {
    private static final int MIN_SIZE = 16;
    private static final int MAX_SIZE = 1024;

    private SyntheticFaces() {}

    /**
     * Draws a split in which the labels take turns.
     *
     * @param name the split's name
     * @param labels the emotions to show
     * @param count how many faces, not negative
     * @param size width and height in pixels, 16..1024
     * @param seed equal seeds draw equal faces on one Java version
     * @return the faces
     * @throws IllegalArgumentException if the count is negative, the size out of range or there are no labels
     */
    public static FaceDataset generate(String name, List<Emotion> labels, int count, int size, long seed) {
        if (count < 0 || labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected a count of at least 0 and at least one label, found " + count + " and " + labels);
        }
        SplittableRandom random = new SplittableRandom(seed);
        FaceDataset.Builder faces = FaceDataset.builder(name, labels);
        for (int i = 0; i < count; i++) {
            int label = i % labels.size();
            faces.add(draw(labels.get(label), size, random.split()), label);
        }
        return faces.build();
    }

    /**
     * Draws a split whose faces also have FER+'s votes: all ten for the emotion drawn.
     *
     * @param name the split's name
     * @param labels the emotions to show
     * @param count how many faces, not negative
     * @param size width and height in pixels, 16..1024
     * @param seed equal seeds draw equal faces on one Java version
     * @return the faces of {@link #generate}
     */
    public static FaceDataset generateWithVotes(String name, List<Emotion> labels, int count, int size, long seed) {
        FaceDataset faces = generate(name, labels, count, size, seed);
        return faces.withVotes(IntStream.range(0, count)
                .mapToObj(i -> FerPlusVotes.unanimous(labels.get(faces.label(i))))
                .toList());
    }

    /**
     * Draws one face.
     *
     * @param emotion what it shows
     * @param size width and height in pixels, 16..1024
     * @param random decides all else
     * @return the face, filling most of the image
     * @throws IllegalArgumentException if the size is out of range
     */
    public static GrayImage draw(Emotion emotion, int size, SplittableRandom random) {
        Objects.requireNonNull(emotion, "emotion");
        if (size < MIN_SIZE || size > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "Expected a size of " + MIN_SIZE + ".." + MAX_SIZE + " pixels, found " + size);
        }
        return new FaceDrawing(Expression.of(emotion).vary(random), size, random).draw();
    }
}
