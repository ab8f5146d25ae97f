package io.microexp.training.data;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.training.io.FileHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labeled faces of one split, in memory, all of one size. Immutable.
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
     * Returns a builder.
     *
     * @param name the split's name for messages and reports, such as {@code "Training"}
     * @param labels the classes, in output order
     */
    public static Builder builder(String name, List<Emotion> labels) {
        return new Builder(name, labels);
    }

    /** Returns the split's name. */
    public String name() {
        return name;
    }

    /** Returns the classes in output order. */
    public List<Emotion> labels() {
        return labels;
    }

    /** Returns the number of faces. */
    public int size() {
        return images.size();
    }

    /** Returns the pixels of face {@code index}. */
    public GrayImage image(int index) {
        return images.get(index);
    }

    /** Returns a copy of the target distribution of face {@code index}: one value per label, sum 1. */
    public float[] target(int index) {
        return targets[index].clone();
    }

    /** Returns the class with the largest target of face {@code index}; ties go to the first. */
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

    /** Returns whether each face has FER+'s votes beside its target. */
    public boolean hasVotes() {
        return !votes.isEmpty();
    }

    /** Returns FER+'s votes on face {@code index}; only if {@link #hasVotes}. */
    public FerPlusVotes votes(int index) {
        return votes.get(index);
    }

    public FaceDataset withVotes(List<FerPlusVotes> rows) {
        if (rows.size() != size()) {
            throw new IllegalArgumentException(
                    "Split " + name + ": expected the votes on " + size() + " faces, found " + rows.size() + " rows");
        }
        return new FaceDataset(name, labels, images, targets, rows);
    }

    /** Returns the SHA-256 of all pixels, targets and votes in order, in hexadecimal. */
    public String sha256() {
        MessageDigest digest = FileHash.digest();
        images.forEach(image -> digest.update(image.toArray()));
        ByteBuffer target = ByteBuffer.allocate(Float.BYTES * labels.size());
        for (float[] values : targets) {
            target.asFloatBuffer().put(values);
            digest.update(target.array());
        }
        for (FerPlusVotes row : votes) {
            for (int count : row.counts()) {
                digest.update((byte) count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns the SHA-256 of all pixels in order, in hexadecimal: it names the faces whatever their labels. */
    public String pixelsSha256() {
        MessageDigest digest = FileHash.digest();
        images.forEach(image -> digest.update(image.toArray()));
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Returns some of these faces.
     *
     * @param indices which ones, in the order wanted, with repetitions if any
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

    /**
     * Returns some of these faces, at equal distances.
     *
     * @param count how many, 1 to {@link #size}
     * @throws IllegalArgumentException if the count is out of range
     */
    public FaceDataset spread(int count) {
        if (count < 1 || count > size()) {
            throw new IllegalArgumentException(
                    "Expected 1 to " + size() + " faces of split " + name + ", found " + count);
        }
        return select(IntStream.range(0, count)
                .map(i -> (int) ((long) i * size() / count))
                .toArray());
    }

    /** Returns the mirror images of these faces, with the same targets and without votes. */
    public FaceDataset mirrored() {
        Builder mirrored = builder(name, labels);
        for (int face = 0; face < images.size(); face++) {
            mirrored.add(mirror(images.get(face)), targets[face]);
        }
        return mirrored.build();
    }

    private static GrayImage mirror(GrayImage image) {
        byte[] pixels = new byte[image.width() * image.height()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) image.get(image.width() - 1 - i % image.width(), i / image.width());
        }
        return GrayImage.of(pixels, image.width(), image.height());
    }

    /**
     * Returns these faces with other classes: some may be new, others may be left out if no face has them.
     *
     * @param others the classes, in output order
     * @return a dataset of the same name that shares the images
     * @throws IllegalArgumentException if a face has a class that is not among the others
     */
    public FaceDataset withLabels(List<Emotion> others) {
        if (others.equals(labels)) {
            return this;
        }
        Builder relabeled = builder(name, others);
        for (int face = 0; face < images.size(); face++) {
            float[] target = new float[others.size()];
            for (int label = 0; label < labels.size(); label++) {
                if (targets[face][label] > 0) {
                    target[requireLabel(others, labels.get(label))] = targets[face][label];
                }
            }
            relabeled.add(images.get(face), target);
        }
        return relabeled.build();
    }

    private int requireLabel(List<Emotion> others, Emotion label) {
        int index = others.indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("Expected faces of the model's classes " + names(others) + ", found "
                    + label.label() + " in split " + name
                    + ". Give faces of these classes alone, or a model that has all of them");
        }
        return index;
    }

    private static List<String> names(List<Emotion> labels) {
        return labels.stream().map(Emotion::label).toList();
    }

    /** Collects faces. */
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
         * @param target one value per label, none negative, sum 1; copied
         * @return this
         * @throws IllegalArgumentException if the size differs or the target is not a distribution
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
