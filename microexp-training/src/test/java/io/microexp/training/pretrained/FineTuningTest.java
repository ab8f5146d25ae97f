package io.microexp.training.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Block;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.RandomFaceRes;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import io.microexp.training.train.run.InitialWeights;
import io.microexp.training.train.run.RunFolder;
import io.microexp.training.train.run.TrainingRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that starts from weights of others is a run like any other. */
class FineTuningTest {
    private static final int SIDE = 16;
    private static final NetworkSpec NETWORK = new NetworkSpec(
            NetworkSpec.Architecture.MOBILENETV1,
            Emotion.FER2013,
            new Preprocessing(SIDE, SIDE, 0.5f, 0.25f),
            Strides.LITERAL,
            false,
            0.3f);
    private static final TrainingConfig CONFIG = TrainingConfig.STRONG.toBuilder()
            .epochs(2)
            .batchSize(7)
            .learningRate(5e-4f)
            .seed(3)
            .build();
    private static final FaceDataset TRAIN = SyntheticFaces.generate("Training", Emotion.FER2013, 21, SIDE, 1);
    private static final FaceDataset VALID = SyntheticFaces.generate("Validation", Emotion.FER2013, 7, SIDE, 2);

    @TempDir
    private Path folder;

    private static List<EpochMetrics> train(Path run, TrainingListener listener, Consumer<Block> start)
            throws Exception {
        return new TrainingRun(NETWORK, CONFIG, TRAIN, VALID, Optional.empty(), listener)
                .train(run, new InitialWeights("a start", false, 1, start), RunFolder.Provenance.UNKNOWN);
    }

    @Test
    void aRunThatWasInterruptedGoesOnWithoutTheWeightsOfOthers() throws Exception {
        FaceRes weights = FaceRes.read(new RandomFaceRes(5).write(folder));
        Consumer<Block> start = network -> weights.copyTo(network, NETWORK, TRAIN);
        List<EpochMetrics> unbroken = train(folder.resolve("unbroken"), TrainingListener.SILENT, start);
        Path broken = folder.resolve("broken");
        try {
            train(broken, new InterruptedAfterTheFirstEpoch(), start);
            throw new AssertionError("The run was not interrupted");
        } catch (Interruption e) {
            assertThat(broken.resolve("checkpoint.bin")).exists();
        }

        List<EpochMetrics> resumed = train(broken, TrainingListener.SILENT, network -> {
            throw new AssertionError("A resumed run has its own weights");
        });

        assertThat(resumed).hasSize(2);
        for (int i = 0; i < resumed.size(); i++) {
            assertThat(resumed.get(i).trainLoss())
                    .isFinite()
                    .isEqualTo(unbroken.get(i).trainLoss());
            assertThat(resumed.get(i).validLoss())
                    .isFinite()
                    .isEqualTo(unbroken.get(i).validLoss());
        }
        assertThat(Files.mismatch(
                        RunFolder.open(broken).bestWeights(),
                        RunFolder.open(folder.resolve("unbroken")).bestWeights()))
                .isEqualTo(-1);
    }

    private static final class InterruptedAfterTheFirstEpoch implements TrainingListener {
        @Override
        public void epochStarted(int epoch, int epochs, int images) {
            if (epoch > 1) {
                throw new Interruption();
            }
        }
    }

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
