package io.microexp.training.data.source;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Labeled faces in splits, independent of their format: FER2013's csv file with or without the votes of FER+, folders
 * of images, AffectNet's folders, or drawn faces.
 */
public interface FaceSource {
    /** The names of a training split. The first that exists is used. */
    List<String> TRAINING_NAMES = List.of("training", "train", "train_set");

    /** The names of a validation split. The first that exists is used. */
    List<String> VALIDATION_NAMES = List.of("publictest", "validation", "valid", "val", "val_set", "test");

    /**
     * Opens a csv file or a folder.
     *
     * @param data {@code fer2013.csv}, plain or gzip; or a folder {@code SPLIT/CLASS/*.png}, {@code CLASS/*.png} or
     *     AffectNet's {@code SPLIT/images} and {@code SPLIT/annotations}
     * @param votes FER+'s {@code fer2013new.csv}, whose labels replace those of the csv file
     * @param protocol which faces of {@code votes} count when a model is scored or an epoch chosen
     * @throws io.microexp.DataFormatException if the path holds none of these
     * @throws IllegalArgumentException if votes are given for a folder
     */
    static FaceSource open(Path data, Optional<Path> votes, FerPlusProtocol protocol) {
        if (!Files.isDirectory(data)) {
            return new CsvSource(data, votes, protocol);
        }
        if (votes.isPresent()) {
            throw new IllegalArgumentException(
                    "Expected fer2013.csv for the votes of " + votes.get().getFileName() + ", found the folder " + data
                            + ". Leave out the votes, or give the csv file");
        }
        return new FolderSource(data);
    }

    /**
     * Draws faces, see {@link SyntheticFaces}: {@code count} for training and a fifth of that for validation.
     *
     * @param count the number of training faces, at least 1
     * @param labels the classes
     * @param seed of the faces
     * @throws IllegalArgumentException if the count is not positive
     */
    static FaceSource drawn(int count, List<Emotion> labels, long seed) {
        return new DrawnSource(count, labels, seed, false);
    }

    /** Returns the classes in output order: for a folder those that have a folder. */
    List<Emotion> labels();

    /** Returns the names of the splits. */
    List<String> splits();

    /**
     * Reads a split with one label per face.
     *
     * @param preprocessing the model's input, for its size
     * @throws io.microexp.DataFormatException if there is no such split or it is damaged; the message names the splits
     *     that exist
     */
    FaceDataset read(String split, Preprocessing preprocessing);

    /**
     * Reads a split to train on: as {@link #read}, but with the distribution of the votes of FER+ as targets.
     *
     * @throws io.microexp.DataFormatException as {@link #read}
     */
    default FaceDataset readTraining(String split, Preprocessing preprocessing) {
        return read(split, preprocessing);
    }

    /**
     * Returns the same faces with the labels of FER2013 and, beside them, the votes of FER+: for a network with two
     * heads.
     *
     * @throws IllegalArgumentException if there are no votes
     */
    default FaceSource withVotes() {
        throw new IllegalArgumentException("Expected fer2013.csv and the votes of fer2013new.csv for two heads, found "
                + "faces without votes. Give both files, or train one head");
    }

    /** Returns one sentence for each group of files that reading skipped. */
    default List<String> notes() {
        return List.of();
    }

    /** Returns the training split, or empty if none has one of {@link #TRAINING_NAMES}. */
    default Optional<String> trainingSplit() {
        return named(TRAINING_NAMES);
    }

    /** Returns the validation split, or empty if none has one of {@link #VALIDATION_NAMES}. */
    default Optional<String> validationSplit() {
        return named(VALIDATION_NAMES);
    }

    private Optional<String> named(List<String> names) {
        List<String> splits = splits();
        return names.stream()
                .flatMap(name -> splits.stream()
                        .filter(split -> split.toLowerCase(Locale.ROOT).equals(name)))
                .findFirst();
    }
}
