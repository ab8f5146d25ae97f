package io.microexp.training.data.source;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.util.List;
import java.util.Optional;

/** Faces drawn when they are read. */
final class DrawnSource implements FaceSource {
    private static final String TRAINING = "synthetic";
    private static final String VALIDATION = "synthetic-valid";

    /** Part of the seed of the faces to choose on, so that they are not those to train on. */
    private static final long VALIDATION_SEED = 0x5EED;

    private static final int TRAINING_PER_VALIDATION = 5;

    private final int count;
    private final List<Emotion> labels;
    private final long seed;
    private final boolean votes;

    DrawnSource(int count, List<Emotion> labels, long seed, boolean votes) {
        if (count < 1) {
            throw new IllegalArgumentException("Expected at least 1 face to draw, found " + count);
        }
        this.count = count;
        this.labels = labels;
        this.seed = seed;
        this.votes = votes;
    }

    @Override
    public List<Emotion> labels() {
        return labels;
    }

    @Override
    public List<String> splits() {
        return List.of(TRAINING, VALIDATION);
    }

    @Override
    public Optional<String> trainingSplit() {
        return Optional.of(TRAINING);
    }

    @Override
    public Optional<String> validationSplit() {
        return Optional.of(VALIDATION);
    }

    @Override
    public FaceDataset read(String split, Preprocessing preprocessing) {
        return switch (split) {
            case TRAINING -> draw(split, count, preprocessing, seed);
            case VALIDATION ->
                draw(
                        split,
                        Math.max(labels.size(), count / TRAINING_PER_VALIDATION),
                        preprocessing,
                        seed ^ VALIDATION_SEED);
            default ->
                throw new DataFormatException(
                        "Drawn faces: expected one of the splits " + splits() + ", found \"" + split + "\"");
        };
    }

    private FaceDataset draw(String split, int faces, Preprocessing preprocessing, long drawnSeed) {
        return votes
                ? SyntheticFaces.generateWithVotes(split, labels, faces, preprocessing.width(), drawnSeed)
                : SyntheticFaces.generate(split, labels, faces, preprocessing.width(), drawnSeed);
    }

    @Override
    public FaceSource withVotes() {
        return new DrawnSource(count, labels, seed, true);
    }
}
