package io.microexp.training.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.Emotion;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.TwoHeadLoss;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.train.BestBy;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoHeadsTest {
    private static final NetworkSpec TWO = NetworkSpec.microExpNet(Emotion.FER2013)
            .withStrides(Strides.LITERAL)
            .withHeads(Emotion.FER2013, true);
    private static final FaceDataset FACES = SyntheticFaces.generateWithVotes("Training", Emotion.FER2013, 24, 48, 1);
    /** Of float32 sums over 15 classes. */
    private static final float ROUNDING = 1e-5f;

    @TempDir
    private Path folder;

    @Test
    void lossIsTheSumOfBothHeads() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new float[] {1, 2, 0, 1, 3}).reshape(1, 5);
            DistillationLoss each = DistillationLoss.labelsOnly();

            float both = loss(new TwoHeadLoss(2, each), manager, logits, 0, 1, 0, 0.5f, 0.5f);
            float first = loss(new TwoHeadLoss(2, each), manager, logits, 0, 1, 0, 0, 0);

            double expectedFirst = Math.log(Math.exp(1) + Math.exp(2)) - 2;
            double expectedSecond = Math.log(1 + Math.exp(1) + Math.exp(3)) - 2;
            assertThat(first).isCloseTo((float) expectedFirst, within(ROUNDING));
            assertThat(both).isCloseTo((float) (expectedFirst + expectedSecond), within(ROUNDING));
        }
    }

    private static float loss(TwoHeadLoss loss, NDManager manager, NDArray logits, float... targets) {
        return loss.evaluate(new NDList(manager.create(targets).reshape(1, targets.length)), new NDList(logits))
                .getFloat();
    }

    @Test
    @DisplayName("a batch has the label's classes, then those of the votes; only labels are smoothed")
    void batchesHoldBothTargets() {
        try (BatchLoader batches = BatchLoader.training(FACES, TWO.preprocessing(), 8, Augmentation.NONE, 0.1f, 3, 1)) {
            Batch batch = batches.next();
            for (int i = 0; i < batch.size(); i++) {
                Emotion drawn = Emotion.FER2013.get(FACES.label(batch.indices()[i]));
                for (int c = 0; c < 15; c++) {
                    float expected = c < 7
                            ? 0.1f / 7 + (Emotion.FER2013.get(c) == drawn ? 0.9f : 0)
                            : Emotion.FERPLUS.get(c - 7) == drawn ? 1 : 0;
                    assertThat(batch.targets()[i * 15 + c]).isCloseTo(expected, within(ROUNDING));
                }
            }
        }
    }

    @Test
    @DisplayName("a run logs both heads' accuracy, resumes, and each head cut out answers as it did")
    void trainsAndCuts() throws IOException {
        TrainingConfig config = SmallRuns.config(2).toBuilder()
                .bestBy(BestBy.LAST)
                .milderPart(0.5f)
                .build();

        List<EpochMetrics> log = run(TWO, config, FACES).train(folder);

        assertThat(log).hasSize(2).allSatisfy(epoch -> {
            assertThat(epoch.validMajority()).isBetween(0.0, 1.0);
            assertThat(epoch.validPlurality()).isEqualTo(epoch.validMajority());
        });
        assertThat(run(TWO, config, FACES).train(folder)).isEqualTo(log);
        assertThat(RunLog.read(folder.resolve("metrics.csv"))).isEqualTo(log);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block both = network(TWO, manager);
            Weights.read(RunFolder.open(folder).bestWeights(), both);
            Block first = network(TWO.withHeads(Emotion.FER2013, false), manager);
            Block second = network(TWO.withHeads(Emotion.FERPLUS, false), manager);
            Weights.cut(both, first, 0);
            Weights.cut(both, second, 7);
            float[] expected = NetworkLogits.of(both, manager, TWO.preprocessing(), FACES)[3];
            float[] labels = NetworkLogits.of(first, manager, TWO.preprocessing(), FACES)[3];
            float[] votes = NetworkLogits.of(second, manager, TWO.preprocessing(), FACES)[3];
            assertThat(expected).hasSize(15);
            for (int c = 0; c < 15; c++) {
                assertThat(c < 7 ? labels[c] : votes[c - 7]).isCloseTo(expected[c], within(ROUNDING));
            }
        }
    }

    private static Block network(NetworkSpec spec, NDManager manager) {
        Block block = spec.build();
        TrainingRun.initialize(block, manager, spec.preprocessing(), 1);
        return block;
    }

    @Test
    void facesWithoutVotesAreRefused() {
        FaceDataset plain = SyntheticFaces.generate("Training", Emotion.FER2013, 24, 48, 1);

        assertThatThrownBy(() -> run(TWO, SmallRuns.config(2), plain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with votes");
    }

    @Test
    @DisplayName("the last part of the epochs varies faces half as much and keeps degradations")
    void lastPartIsMilder() {
        TrainingConfig config = TrainingConfig.STRONG.toBuilder()
                .epochs(150)
                .augmentation(Augmentation.ROBUST)
                .milderPart(0.1f)
                .build();

        assertThat(config.sampling().augmentationAt(135, 150)).isEqualTo(Augmentation.ROBUST);
        assertThat(config.sampling().augmentationAt(136, 150).shift()).isEqualTo(Augmentation.ROBUST.shift() / 2);
        assertThat(config.sampling().augmentationAt(150, 150).degradation())
                .isEqualTo(Augmentation.ROBUST.degradation());
    }

    private static TrainingRun run(NetworkSpec network, TrainingConfig config, FaceDataset faces) {
        return new TrainingRun(network, config, faces, faces, Optional.empty(), TrainingListener.SILENT);
    }
}
