package io.microexp.training.cli;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FaceSource;
import io.microexp.training.io.FileHash;
import io.microexp.training.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that choose what to train on and what to choose the epoch on. */
final class SplitOptions {
    @Mixin
    private FaceOptions faces;

    @Option(
            names = "--train-split",
            paramLabel = "SPLIT",
            description = "The split to train on. Default: the one named Training, train or train_set.")
    private Optional<String> trainSplit;

    @Option(
            names = "--valid-split",
            paramLabel = "SPLIT",
            description =
                    "The split that chooses the epoch; nothing is trained on it. Default: the one named PublicTest, "
                            + "validation, valid, val, val_set or test.")
    private Optional<String> validSplit;

    @Option(
            names = "--two-heads",
            description =
                    "Trains one head of the network on the labels of fer2013.csv and another on the votes of --votes.")
    private boolean twoHeads;

    private FaceSource source;

    boolean twoHeads() {
        return twoHeads;
    }

    /** Opens the source; drawn faces are of FER2013's classes. */
    FaceSource open(long seed) {
        if (source == null) {
            FaceSource opened = faces.open(Emotion.FER2013, seed);
            source = twoHeads ? opened.withVotes() : opened;
        }
        return source;
    }

    List<Emotion> labels(long seed) {
        return open(seed).labels();
    }

    FaceDataset train(Preprocessing preprocessing, long seed) {
        return faces.training(open(seed), trainSplit, preprocessing);
    }

    FaceDataset valid(Preprocessing preprocessing, long seed) {
        return faces.validation(open(seed), trainSplit, validSplit, preprocessing);
    }

    /** Returns where a run comes from, for {@code run.json}. */
    RunFolder.Provenance provenance(CommandSpec command) throws IOException {
        Optional<Path> file = faces.data().filter(Files::isRegularFile);
        return new RunFolder.Provenance(
                CommandText.of(command), Version.commit(), file.isPresent() ? FileHash.sha256(file.get()) : "");
    }
}
