package io.microexp.training.train;

import static io.microexp.training.train.SmallRuns.NETWORK;
import static io.microexp.training.train.SmallRuns.TRAIN;
import static io.microexp.training.train.SmallRuns.VALID;
import static io.microexp.training.train.SmallRuns.config;
import static io.microexp.training.train.SmallRuns.learner;
import static io.microexp.training.train.SmallRuns.withoutTimes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.distill.Hint;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.TestNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in which the student foretells what another network sees. */
class HintedRunTest {
    /** Of the first epoch's loss; 15 epochs gave 0.43, and other processors sum in another order. */
    private static final double LEARNED = 0.75;

    @TempDir
    private Path folder;

    private Hint hint;

    @BeforeEach
    void openHint() throws IOException {
        hint = Hint.open(TestNetworks.run(folder.resolve("teacher"), NETWORK, 9), NETWORK);
    }

    @AfterEach
    void closeHint() {
        hint.close();
    }

    private List<EpochMetrics> train(TrainingConfig config, String name, TrainingListener listener) throws IOException {
        return new TrainingRun(NETWORK, config, TRAIN, VALID, Optional.empty(), Optional.of(hint), listener)
                .train(folder.resolve(name), Optional.empty());
    }

    private static TrainingConfig hinted(int epochs) {
        return config(epochs).toBuilder().hintWeight(3f).build();
    }

    /** A weight of 1,000 leaves nothing of the labels: what falls is the error of the foretold maps. */
    @Test
    void theStudentLearnsToForetellThem() throws IOException {
        TrainingConfig config = config(15).toBuilder()
                .hintWeight(1000f)
                .maxGradientNorm(0f)
                .augmentation(Augmentation.NONE)
                .build();
        List<EpochMetrics> log = train(config, "run", TrainingListener.SILENT);
        assertThat(log.get(14).trainLoss()).isLessThan(LEARNED * log.get(0).trainLoss());
    }

    @Test
    void theWeightsKeptAreTheStudentsAlone() throws IOException {
        EpochMetrics best = BestBy.ACCURACY.best(train(hinted(2), "run", TrainingListener.SILENT));
        try (NDManager manager = NDManager.newBaseManager()) {
            Block student = NETWORK.build();
            TrainingRun.initialize(student, manager, NETWORK.preprocessing(), 0);
            Weights.read(folder.resolve("run").resolve(TrainingRun.BEST_FILE), student);
            Learner learner = learner(student, manager);
            try (BatchLoader batches = BatchLoader.evaluation(VALID, NETWORK.preprocessing(), VALID.size())) {
                assertThat(learner.validate(batches).loss()).isEqualTo(best.validLoss());
            }
        }
    }

    @Test
    void aRunThatWasInterruptedGoesOn() throws IOException {
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void epochStarted(int epoch, int epochs, int batches) {
                if (epoch == 2) {
                    throw new CancellationException("interrupted");
                }
            }
        };
        assertThatThrownBy(() -> train(hinted(3), "broken", interrupting)).isInstanceOf(CancellationException.class);

        List<EpochMetrics> resumed = train(hinted(3), "broken", TrainingListener.SILENT);

        assertThat(withoutTimes(resumed))
                .hasSize(3)
                .isEqualTo(withoutTimes(train(hinted(3), "unbroken", TrainingListener.SILENT)));
    }

    @Test
    void aWeightWithoutAHintAndAStudentWithoutAPoolAreRefused() {
        assertThatThrownBy(() ->
                        new TrainingRun(NETWORK, hinted(1), TRAIN, VALID, Optional.empty(), TrainingListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Expected a hint for the hint weight 3.0, found none; give one, or set the hint weight to 0");
        NetworkSpec vgg =
                new NetworkSpec(Architecture.VGG, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, false, 0f);
        assertThatThrownBy(() -> new TrainingRun(
                        vgg, hinted(1), TRAIN, VALID, Optional.empty(), Optional.of(hint), TrainingListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected a student with a global average pool for a hint, found VGG");
    }
}
