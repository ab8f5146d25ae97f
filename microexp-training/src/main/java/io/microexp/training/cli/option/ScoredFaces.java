package io.microexp.training.cli.option;

import io.microexp.Emotion;
import io.microexp.model.ModelMetadata;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.source.FaceSource;
import io.microexp.training.network.NetworkSpec;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose the faces to score a model on. */
public final class ScoredFaces {
    private static final long DRAWN_SEED = 1;

    @Mixin
    private FaceOptions faces;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description =
                    "The split to read, such as PublicTest. Default: the one named PublicTest, validation, valid, "
                            + "val, val_set or test, or the only one there is.")
    private Optional<String> split;

    public boolean given() {
        return faces.given();
    }

    /** Returns FER+'s protocol by name, empty without votes. */
    public String protocol() {
        return faces.protocol();
    }

    /** Reads the faces to score a model on. */
    public FaceDataset read(ModelMetadata model) {
        return faces.scored(open(model), split, model.preprocessing());
    }

    /** Reads the faces that an evaluation was made of: its split, unless another is named. */
    public FaceDataset read(ModelMetadata model, String evaluated) {
        FaceSource source = open(model);
        Optional<String> name = split.or(() -> Optional.of(evaluated).filter(source.splits()::contains));
        return faces.scored(source, name, model.preprocessing());
    }

    /** Reads the faces to fit a temperature on: those that chose the epoch. */
    public FaceDataset chosenOn(NetworkSpec network) {
        List<Emotion> labels = network.labels();
        List<Emotion> found = faces.open(labels, DRAWN_SEED).labels();
        if (faces.data().filter(Files::isRegularFile).isPresent() && !found.equals(labels)) {
            throw new IllegalArgumentException("Expected faces of the network's labels " + labels + ", found " + found
                    + ". Give --votes for a model of FER+'s classes, else leave it out");
        }
        return faces.validation(faces.open(labels, DRAWN_SEED), Optional.empty(), split, network.preprocessing())
                .withLabels(labels);
    }

    /** Reads faces to train on, of the classes that they have. */
    public FaceDataset toTrainOn(ModelMetadata model) {
        return faces.typical(open(model), split, model.preprocessing());
    }

    /** Reads faces such as the model was trained on. */
    public FaceDataset typical(ModelMetadata model) {
        return toTrainOn(model).withLabels(model.labels());
    }

    private FaceSource open(ModelMetadata model) {
        return faces.open(model.labels(), DRAWN_SEED);
    }
}
