package io.microexp.training.cli.option;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.data.HoldOut;
import io.microexp.training.data.source.FaceSource;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose where labeled faces come from, the same for every command. */
final class FaceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup(exclusive = true)
    private Source source;

    @Option(
            names = "--votes",
            paramLabel = "FILE",
            description = "FER+'s fer2013new.csv, plain or gzip. Its votes over eight classes replace the labels of "
                    + "fer2013.csv.")
    private Path votes;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "Which faces of --votes count when a model is scored or an epoch is chosen: "
                    + "${COMPLETION-CANDIDATES}. Default: PLURALITY.")
    private FerPlusProtocol protocol;

    @Option(
            names = "--hold-out",
            paramLabel = "SHARE",
            description = "Share of the training split, such as 0.1, that is not trained on and takes the place of the "
                    + "validation split. Nearly equal faces stay together, and every run holds out the same faces. "
                    + "Default: 0.2 if the data has no validation split, else none.")
    private Optional<Double> holdOut;

    private final Set<String> printed = new HashSet<>();
    private FaceSource opened;

    /** Where faces come from. */
    private static final class Source {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "FILE|FOLDER",
                description = "The labeled faces: fer2013.csv, plain or gzip; or a folder of images as "
                        + "SPLIT/CLASS/*.png or CLASS/*.png; or AffectNet's folder.")
        private Path data;

        @Option(
                names = "--synthetic",
                required = true,
                paramLabel = "COUNT",
                description =
                        "Draws this many cartoon faces to train on and a fifth as many to validate on, instead of "
                                + "reading --data. They only show that everything works.")
        private int count;
    }

    boolean given() {
        return source != null;
    }

    /** Returns FER+'s protocol by name, empty without votes. */
    String protocol() {
        return votes == null ? "" : "FER+ " + Objects.requireNonNullElse(protocol, FerPlusProtocol.PLURALITY);
    }

    /** Returns the data file or folder, empty for drawn faces. */
    Optional<Path> data() {
        return Optional.ofNullable(source).map(s -> s.data);
    }

    /** Opens the source; drawn faces have these classes and come from this seed. */
    FaceSource open(List<Emotion> drawn, long seed) {
        if (opened == null) {
            opened = create(drawn, seed);
        }
        return opened;
    }

    private FaceSource create(List<Emotion> drawn, long seed) {
        if (source == null) {
            throw new ParameterException(command.commandLine(), "Missing required option: --data or --synthetic");
        }
        if (protocol != null && votes == null) {
            throw new ParameterException(command.commandLine(), "--protocol needs --votes");
        }
        if (votes != null && (source.data == null || Files.isDirectory(source.data))) {
            throw new ParameterException(
                    command.commandLine(),
                    "--votes needs fer2013.csv as --data, found "
                            + (source.data == null ? "--synthetic" : "the folder " + source.data));
        }
        return source.data == null
                ? FaceSource.drawn(source.count, drawn, seed)
                : FaceSource.open(
                        source.data,
                        Optional.ofNullable(votes),
                        Objects.requireNonNullElse(protocol, FerPlusProtocol.PLURALITY));
    }

    /** Reads the faces to train on. */
    FaceDataset training(FaceSource faces, Optional<String> split, Preprocessing preprocessing) {
        return withoutHeld(faces, split, preprocessing, share(faces));
    }

    /** Reads the faces to find the ranges of activations on: as to train on, but without holding out by itself. */
    FaceDataset typical(FaceSource faces, Optional<String> split, Preprocessing preprocessing) {
        return withoutHeld(faces, split, preprocessing, holdOut);
    }

    private FaceDataset withoutHeld(
            FaceSource faces, Optional<String> split, Preprocessing preprocessing, Optional<Double> share) {
        FaceDataset whole = noted(faces.readTraining(trainingSplit(faces, split), preprocessing));
        return share.map(part -> HoldOut.of(whole, part).training()).orElse(whole);
    }

    /** Reads the faces to choose on: those held out, if it is asked for or if there is no other split. */
    FaceDataset validation(
            FaceSource faces, Optional<String> training, Optional<String> split, Preprocessing preprocessing) {
        if (split.isPresent() && holdOut.isEmpty()) {
            return noted(faces.read(split.get(), preprocessing));
        }
        Optional<Double> share = share(faces);
        if (share.isEmpty()) {
            return noted(faces.read(faces.validationSplit().orElseThrow(), preprocessing));
        }
        return HoldOut.of(noted(faces.read(trainingSplit(faces, training), preprocessing)), share.get())
                .held();
    }

    /** Reads the faces to score: as to choose on, but all faces where there is one split alone. */
    FaceDataset scored(FaceSource faces, Optional<String> split, Preprocessing preprocessing) {
        List<String> splits = faces.splits();
        Optional<String> only = holdOut.isEmpty() && splits.size() == 1 ? Optional.of(splits.get(0)) : Optional.empty();
        if (split.isEmpty()
                && only.isEmpty()
                && holdOut.isEmpty()
                && faces.validationSplit().isEmpty()) {
            throw new IllegalArgumentException("Expected a split named as one of " + FaceSource.VALIDATION_NAMES
                    + ", found the splits " + splits + ". Name the one to score by --split");
        }
        return validation(faces, Optional.empty(), split.or(() -> only), preprocessing);
    }

    private Optional<Double> share(FaceSource faces) {
        return holdOut.or(
                () -> faces.validationSplit().isEmpty() ? Optional.of(HoldOut.SHARE) : Optional.<Double>empty());
    }

    private static String trainingSplit(FaceSource faces, Optional<String> chosen) {
        return chosen.or(faces::trainingSplit)
                .orElseThrow(() -> new IllegalArgumentException("Expected a training split named as one of "
                        + FaceSource.TRAINING_NAMES + ", found the splits " + faces.splits()
                        + ". Name the one to train on by --train-split"));
    }

    /** Prints what was left out. */
    private FaceDataset noted(FaceDataset read) {
        PrintWriter err = command.commandLine().getErr();
        opened.notes().stream().distinct().filter(printed::add).forEach(err::println);
        err.flush();
        return read;
    }
}
