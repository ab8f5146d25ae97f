package io.microexp.training.testing;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.model.ModelMetadata;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.SyntheticFaces;
import io.microexp.training.fit.TrainingConfig;
import io.microexp.training.fit.TrainingListener;
import io.microexp.training.fit.TrainingRun;
import io.microexp.training.fit.Weights;
import io.microexp.training.model.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Networks after a short epoch on synthetic faces, so that no batch-norm statistic is trivial. */
public final class TrainedNetworks {
    private static final int SIZE = 48;

    private TrainedNetworks() {}

    /** Trains a network for three steps; the manager owns its parameters. */
    public static Block train(NetworkSpec spec, NDManager manager, Path folder) throws IOException {
        TrainingConfig config = TrainingConfig.PAPER.toBuilder()
                .epochs(1)
                .batchSize(8)
                .augmentation(Augmentation.NONE)
                .build();
        FaceDataset train = SyntheticFaces.generate("Training", spec.labels(), 24, SIZE, 1);
        FaceDataset valid = SyntheticFaces.generate("Validation", spec.labels(), 8, SIZE, 2);
        new TrainingRun(spec, config, train, valid, Optional.empty(), TrainingListener.SILENT)
                .train(folder, Optional.empty());
        Block network = spec.build();
        TrainingRun.initialize(network, manager, spec.preprocessing(), 0);
        Weights.read(folder.resolve(TrainingRun.BEST_FILE), network);
        return network;
    }

    /** Metadata that names the network, as an exported file needs for DJL. */
    public static ModelMetadata metadata(NetworkSpec spec, float temperature) {
        String provenance = "{\"network\":{\"architecture\":\"%s\",\"strides\":\"%s\",\"attention\":%s}}"
                .formatted(spec.architecture(), spec.strides(), spec.attention());
        return new ModelMetadata(spec.labels(), spec.preprocessing(), temperature, "{}", provenance);
    }
}
