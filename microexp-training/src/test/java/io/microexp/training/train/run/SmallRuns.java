package io.microexp.training.train.run;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import io.microexp.Emotion;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs of a few seconds: the paper's network at its cheapest strides, on synthetic faces, three steps an epoch. */
final class SmallRuns {
    static final NetworkSpec NETWORK = NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    static final FaceDataset TRAIN = SyntheticFaces.generate("Training", Emotion.FER2013, 24, 48, 1);
    static final FaceDataset VALID = SyntheticFaces.generate("Validation", Emotion.FER2013, 14, 48, 2);

    private SmallRuns() {}

    /** Averaged weights, augmentation, clipping: everything that a resumed run must restore. */
    static TrainingConfig config(int epochs) {
        return TrainingConfig.STRONG.toBuilder()
                .epochs(epochs)
                .batchSize(8)
                .warmupEpochs(0.5f)
                .augmentation(Augmentation.STRONG)
                .seed(42)
                .build();
    }

    static TrainingRun run(TrainingConfig config, TrainingListener listener) {
        return new TrainingRun(NETWORK, config, TRAIN, VALID, Optional.empty(), listener);
    }

    static TrainingRun run(TrainingConfig config, Loss loss) {
        return new TrainingRun(NETWORK, config, TRAIN, VALID, Optional.empty(), TrainingListener.SILENT, loss);
    }

    static List<EpochMetrics> train(TrainingConfig config, Path folder) throws IOException {
        return run(config, TrainingListener.SILENT).train(folder);
    }

    /** Trains the first epochs of a longer run. */
    static void trainUntil(int lastEpoch, TrainingConfig config, Path folder) throws IOException {
        trainUntil(lastEpoch, config, InitialWeights.DRAWN, folder);
    }

    static void trainUntil(int lastEpoch, TrainingConfig config, InitialWeights start, Path folder) throws IOException {
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void epochStarted(int epoch, int epochs, int batches) {
                if (epoch > lastEpoch) {
                    throw new InterruptedRun();
                }
            }
        };
        try {
            run(config, interrupting).train(folder, start, RunFolder.Provenance.UNKNOWN);
            throw new AssertionError("The run was not interrupted");
        } catch (InterruptedRun e) {
            // as intended
        }
    }

    /** What must not depend on the machine's mood: everything but the times. */
    static List<EpochMetrics> withoutTimes(List<EpochMetrics> log) {
        return log.stream()
                .map(e -> new EpochMetrics(
                        e.epoch(),
                        e.learningRate(),
                        e.trainLoss(),
                        e.trainAccuracy(),
                        e.validLoss(),
                        e.validAccuracy(),
                        0,
                        0,
                        e.validMajority(),
                        e.validPlurality(),
                        e.overStart()))
                .toList();
    }

    /** A trainer by labels alone. */
    static Trainer trainer(Block network, NDManager manager) {
        return new Trainer(
                manager, network, NETWORK, config(1).optimizer(), DistillationLoss.labelsOnly(), Optional.empty());
    }

    private static final class InterruptedRun extends RuntimeException {}
}
