package io.microexp.training.cli;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.data.FerPlus;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.data.HoldOut;
import io.microexp.training.data.ImageFolder;
import io.microexp.training.data.SyntheticFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that choose what to learn from and what to choose the epoch on. Thread safety: none. */
final class SplitOptions {
    /** Part of the seed of drawn validation faces: never those that are trained on. */
    private static final long VALIDATION_SEED = 0x5EED;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--train-usage",
            defaultValue = Fer2013.TRAINING,
            paramLabel = "SPLIT",
            description = "The split to learn from.")
    private String trainUsage;

    @Option(
            names = "--valid-usage",
            defaultValue = Fer2013.PUBLIC_TEST,
            paramLabel = "SPLIT",
            description = "The split that chooses the epoch; nothing is learnt from it.")
    private String validUsage;

    @Option(
            names = "--hold-out",
            paramLabel = "SHARE",
            description =
                    "Holds out this share of the training split, such as 0.1, and chooses the epoch on it instead "
                            + "of on --valid-usage. Nearly equal faces stay together, and every run holds out the same faces.")
    private Optional<Double> holdOut;

    @Option(
            names = "--votes",
            paramLabel = "FILE",
            description = "FER+'s fer2013new.csv: learn its distribution of votes over eight classes instead of the "
                    + "csv's labels.")
    private Path votes;

    @Option(
            names = "--two-heads",
            description =
                    "Learn the csv's labels by one head of the network and the distribution of --votes by another.")
    private boolean twoHeads;

    /** Where faces come from. */
    private static final class Source {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "FILE|FOLDER",
                description = "fer2013.csv or fer2013.csv.gz, or a folder SPLIT/CLASS/*.png|jpg.")
        private Path data;

        @Option(
                names = "--synthetic",
                required = true,
                paramLabel = "COUNT",
                description = "No data: learn from this many drawn faces.")
        private int synthetic;
    }

    boolean twoHeads() {
        return twoHeads;
    }

    List<Emotion> labels() {
        return twoHeads || (votes == null && (source.data == null || !Files.isDirectory(source.data)))
                ? Emotion.FER2013
                : Emotion.FERPLUS;
    }

    FaceDataset train(Preprocessing preprocessing, long seed) {
        FaceDataset whole = wholeTraining(preprocessing, seed);
        return holdOut.map(share -> HoldOut.of(whole, share).training()).orElse(whole);
    }

    private FaceDataset wholeTraining(Preprocessing preprocessing, long seed) {
        if (source.data == null) {
            return synthetic("synthetic", source.synthetic, preprocessing, seed);
        }
        if (twoHeads) {
            return withVotes(trainUsage);
        }
        return votes == null ? read(trainUsage, preprocessing) : FerPlus.readSoft(source.data, votes, trainUsage, true);
    }

    FaceDataset valid(Preprocessing preprocessing, long seed) {
        if (holdOut.isPresent()) {
            return HoldOut.of(wholeTraining(preprocessing, seed), holdOut.get()).held();
        }
        if (source.data == null) {
            int count = Math.max(labels().size(), source.synthetic / 5);
            return synthetic("synthetic-valid", count, preprocessing, seed ^ VALIDATION_SEED);
        }
        if (twoHeads) {
            return withVotes(validUsage);
        }
        return votes == null
                ? read(validUsage, preprocessing)
                : FerPlus.readHard(source.data, votes, validUsage, FerPlusProtocol.PLURALITY);
    }

    private FaceDataset synthetic(String name, int count, Preprocessing preprocessing, long seed) {
        return twoHeads
                ? SyntheticFaces.generateWithVotes(name, labels(), count, preprocessing.width(), seed)
                : SyntheticFaces.generate(name, labels(), count, preprocessing.width(), seed);
    }

    private FaceDataset withVotes(String usage) {
        if (votes == null || Files.isDirectory(source.data)) {
            throw new IllegalArgumentException(
                    "Expected fer2013.csv as --data and fer2013new.csv as --votes with --two-heads, found --data "
                            + source.data + " and --votes " + (votes == null ? "not given" : votes));
        }
        return FerPlus.withVotes(Fer2013.read(source.data, usage), votes);
    }

    private FaceDataset read(String usage, Preprocessing preprocessing) {
        return Files.isDirectory(source.data)
                ? ImageFolder.read(source.data, usage, labels(), preprocessing)
                : Fer2013.read(source.data, usage);
    }

    /** The SHA-256 of the data file as it is stored, empty for folders and drawn faces. */
    String dataSha256() throws IOException {
        if (source.data == null || Files.isDirectory(source.data)) {
            return "";
        }
        return FileHash.sha256(source.data);
    }
}
