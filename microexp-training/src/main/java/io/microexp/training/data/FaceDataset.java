package io.microexp.training.data;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labelled faces of one split, in memory, all of one size.
 *
 * <p>Thread safety: immutable.
 */
public final class FaceDataset {
    private final String name;
    private final List<Emotion> labels;
    private final List<GrayImage> images;
    private final float[][] targets;
    private final List<FerPlusVotes> votes;

    private FaceDataset(
            String name, List<Emotion> labels, List<GrayImage> images, float[][] targets, List<FerPlusVotes> votes) {
        this.name = name;
        this.labels = labels;
        this.images = images;
        this.targets = targets;
        this.votes = List.copyOf(votes);
    }

    /**
     * A builder.
     *
     * @param name the split's name for messages and reports, such as {@code "Training"}
     * @param labels the classes, in output order
     * @return a new builder
     */
    public static Builder builder(String name, List<Emotion> labels) {
        return new Builder(name, labels);
    }

    /** The split's name. */
    public String name() {
        return name;
    }

    /** The classes in output order. */
    public List<Emotion> labels() {
        return labels;
    }

    /** The number of faces. */
    public int size() {
        return images.size();
    }

    /** The pixels of face {@code index}. */
    public GrayImage image(int index) {
        return images.get(index);
    }

    /** The target distribution of face {@code index}: one value a label, sum 1; a copy. */
    public float[] target(int index) {
        return targets[index].clone();
    }

    /** The index of the class with the largest target of face {@code index}; of equal ones the first. */
    public int label(int index) {
        float[] target = targets[index];
        int best = 0;
        for (int i = 1; i < target.length; i++) {
            if (target[i] > target[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Whether each face has FER+'s votes beside its target. */
    public boolean hasVotes() {
        return !votes.isEmpty();
    }

    /** FER+'s votes on face {@code index}; only if {@link #hasVotes}. */
    public FerPlusVotes votes(int index) {
        return votes.get(index);
    }

    FaceDataset withVotes(List<FerPlusVotes> rows) {
        if (rows.size() != size()) {
            throw new IllegalArgumentException(
                    "Split " + name + ": expected the votes on " + size() + " faces, found " + rows.size() + " rows");
        }
        return new FaceDataset(name, labels, images, targets, rows);
    }

    /** The SHA-256 of all pixels in order, in hexadecimal: names the faces whatever file they came from. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            images.forEach(image -> digest.update(image.toArray()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Some of these faces.
     *
     * @param indices which ones, in the order wanted; one may come more than once
     * @return a dataset of the same name that shares the images
     * @throws IndexOutOfBoundsException if an index is not below {@link #size}
     */
    public FaceDataset select(int... indices) {
        return select(name, indices);
    }

    /** Some of these faces under another name; see {@link #select(int...)}. */
    FaceDataset select(String name, int... indices) {
        Builder selected = builder(name, labels);
        for (int index : indices) {
            selected.add(images.get(index), targets[index]);
        }
        FaceDataset faces = selected.build();
        return hasVotes()
                ? faces.withVotes(IntStream.of(indices).mapToObj(votes::get).toList())
                : faces;
    }

    /** Collects faces. Thread safety: none. */
    public static final class Builder {
        private final String name;
        private final List<Emotion> labels;
        private final List<GrayImage> images = new ArrayList<>();
        private final List<float[]> targets = new ArrayList<>();

        private Builder(String name, List<Emotion> labels) {
            this.name = name;
            this.labels = List.copyOf(labels);
        }

        /**
         * Adds a face with a hard label.
         *
         * @param image the face
         * @param label index into the labels
         * @return this
         */
        public Builder add(GrayImage image, int label) {
            float[] target = new float[labels.size()];
            target[label] = 1f;
            return add(image, target);
        }

        /**
         * Adds a face with a target distribution.
         *
         * @param image the face; of the size of those before
         * @param target one value a label, none negative, sum 1; copied
         * @return this
         * @throws IllegalArgumentException if the size differs or the target is no distribution
         */
        public Builder add(GrayImage image, float[] target) {
            if (!images.isEmpty()
                    && (images.get(0).width() != image.width() || images.get(0).height() != image.height())) {
                throw new IllegalArgumentException("Split " + name + ", face " + images.size() + ": expected "
                        + images.get(0) + " like the faces before, found " + image);
            }
            double sum = 0;
            for (float value : target) {
                sum += value >= 0 ? value : Double.NaN;
            }
            if (target.length != labels.size() || !(Math.abs(sum - 1) < 1e-4)) {
                throw new IllegalArgumentException("Split " + name + ", face " + images.size() + ": expected "
                        + labels.size() + " values of sum 1, found " + target.length + " of sum " + sum);
            }
            images.add(image);
            targets.add(target.clone());
            return this;
        }

        /** Builds the dataset. */
        public FaceDataset build() {
            return new FaceDataset(name, labels, List.copyOf(images), targets.toArray(float[][]::new), List.of());
        }
    }
}
