package io.microexp.training.cli.option;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.cli.console.CommandText;
import io.microexp.training.cli.console.Version;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.source.FaceSource;
import io.microexp.training.io.FileHash;
import io.microexp.training.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that choose what to train on and what to choose the epoch on. */
public final class SplitOptions {
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

    public boolean twoHeads() {
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

    public List<Emotion> labels(long seed) {
        return open(seed).labels();
    }

    public FaceDataset train(Preprocessing preprocessing, long seed) {
        return faces.training(open(seed), trainSplit, preprocessing);
    }

    public FaceDataset valid(Preprocessing preprocessing, long seed) {
        return faces.validation(open(seed), trainSplit, validSplit, preprocessing);
    }

    /** Returns where a run comes from, for {@code run.json}. */
    public RunFolder.Provenance provenance(CommandSpec command) throws IOException {
        Optional<Path> file = faces.data().filter(Files::isRegularFile);
        return new RunFolder.Provenance(
                CommandText.of(command), Version.commit(), file.isPresent() ? FileHash.sha256(file.get()) : "");
    }
}
