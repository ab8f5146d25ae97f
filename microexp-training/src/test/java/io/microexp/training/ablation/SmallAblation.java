package io.microexp.training.ablation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.microexp.Emotion;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.distill.Teacher;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import io.microexp.training.train.run.RunFolder;
import io.microexp.training.train.run.RunIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An ablation of seconds: the paper's network at its cheapest strides, on synthetic faces, three steps an epoch. */
final class SmallAblation {
    static final NetworkSpec NETWORK = NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    static final TrainingConfig CONFIG = TrainingConfig.PAPER.toBuilder()
            .epochs(2)
            .batchSize(8)
            .alpha(0.7f)
            .augmentation(Augmentation.PAPER)
            .patience(2)
            .build();
    static final FaceDataset TRAIN = SyntheticFaces.generate("Training", Emotion.FER2013, 24, 48, 1);
    static final FaceDataset VALID = SyntheticFaces.generate("Validation", Emotion.FER2013, 14, 48, 2);

    private SmallAblation() {}

    static RunIdentity recipe() {
        return new RunIdentity(
                NETWORK, CONFIG, RunIdentity.Split.of(TRAIN), RunIdentity.Split.of(VALID), "knowing", "drawn");
    }

    static Ablation begin(Path folder) throws IOException {
        return begin(folder, VALID, new KnowingTeacher("knowing"));
    }

    static Ablation begin(Path folder, FaceDataset valid, Teacher teacher) throws IOException {
        return Ablation.begin(
                folder, NETWORK, CONFIG, new Ablation.Data(TRAIN, valid, teacher), RunFolder.Provenance.UNKNOWN);
    }

    static List<CellResult> run(Path folder, int seeds, Function<Cell, TrainingListener> listeners) throws IOException {
        Ablation ablation = begin(folder);
        List<CellResult> results = new ArrayList<>();
        for (Cell cell : Cell.table(1, seeds)) {
            results.add(ablation.run(cell, listeners.apply(cell)));
        }
        return results;
    }

    /** Predicts the targets themselves. */
    record KnowingTeacher(String identity) implements Teacher {
        @Override
        public NDArray logits(Batch batch, NDArray pixels) {
            int classes = batch.targets().length / batch.size();
            return pixels.getManager().create(batch.targets(), new Shape(batch.size(), classes));
        }

        @Override
        public void close() {}
    }
}
