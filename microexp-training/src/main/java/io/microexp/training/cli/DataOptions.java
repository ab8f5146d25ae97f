package io.microexp.training.cli;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.AffectNet;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.data.FerPlus;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.data.ImageFolder;
import io.microexp.training.data.Splits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose labelled faces. Thread safety: none. */
final class DataOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE|FOLDER",
            description = "fer2013.csv or fer2013.csv.gz; or a folder: SPLIT/CLASS/*.png|jpg, or AffectNet's "
                    + "SPLIT/images and SPLIT/annotations.")
    private Path data;

    @Option(
            names = "--usage",
            required = true,
            paramLabel = "SPLIT",
            description = "The split: Training, PublicTest or PrivateTest of the csv, or the folder's name.")
    private String usage;

    @Option(
            names = "--votes",
            paramLabel = "FILE",
            description = "FER+'s fer2013new.csv: its eight-class labels replace those of the csv.")
    private Path votes;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "Which faces of --votes count: ${COMPLETION-CANDIDATES}. PLURALITY if left out.")
    private FerPlusProtocol protocol;

    @Option(
            names = "--train-data",
            paramLabel = "FILE",
            description = "The csv that the model learnt from: also score the faces that do not stand byte for byte "
                    + "in its Training split.")
    private Path trainData;

    String usage() {
        return usage;
    }

    /** FER+'s protocol by name, empty without votes. */
    String protocol() {
        return votes == null ? "" : "FER+ " + Objects.requireNonNullElse(protocol, FerPlusProtocol.PLURALITY);
    }

    FaceDataset read(Preprocessing preprocessing) {
        if (protocol != null && votes == null) {
            throw new ParameterException(command.commandLine(), "--protocol needs --votes");
        }
        if (votes != null && Files.isDirectory(data)) {
            throw new ParameterException(
                    command.commandLine(), "--votes needs fer2013.csv as --data, found the folder " + data);
        }
        return read(
                data,
                usage,
                Optional.ofNullable(votes),
                Objects.requireNonNullElse(protocol, FerPlusProtocol.PLURALITY),
                preprocessing);
    }

    /** The faces of a csv file, labelled by its own column or by votes, or of a folder. */
    static FaceDataset read(
            Path data, String usage, Optional<Path> votes, FerPlusProtocol protocol, Preprocessing preprocessing) {
        if (Files.isDirectory(data)) {
            return readFolder(data, usage, preprocessing);
        }
        return votes.map(file -> FerPlus.readHard(data, file, usage, protocol))
                .orElseGet(() -> Fer2013.read(data, usage));
    }

    private static FaceDataset readFolder(Path data, String usage, Preprocessing preprocessing) {
        Path split = data.resolve(usage);
        return Files.isDirectory(split.resolve("annotations"))
                ? AffectNet.readFolder(split, preprocessing)
                : ImageFolder.read(data, usage, Emotion.FERPLUS, preprocessing);
    }

    /** The faces of a split that are not in the training split, by index; empty if that split was not given. */
    Optional<int[]> unseen(FaceDataset split) {
        if (trainData == null) {
            return Optional.empty();
        }
        int[] unseen = Splits.unseen(split, Fer2013.read(trainData, Fer2013.TRAINING));
        if (unseen.length == 0) {
            throw new IllegalArgumentException("All " + split.size() + " faces of " + usage + " stand in the "
                    + Fer2013.TRAINING + " split of " + trainData + ": none is left to score. Leave out --train-data");
        }
        return Optional.of(unseen);
    }
}
