package io.microexp.training.train;

import static io.microexp.training.train.SmallRuns.config;
import static io.microexp.training.train.SmallRuns.train;
import static io.microexp.training.train.SmallRuns.withoutTimes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.KilledJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that was interrupted goes on as if it had not been; files that do not fit it are refused. */
@Timeout(120)
class ResumeTest {
    /** The promise; on one machine the figures are equal to the last bit. */
    private static final double SAME_LOSS = 1e-6;

    @TempDir
    private Path folder;

    @Test
    void aRunKilledInItsThirdEpochGoesOnLikeAnUnbrokenOne() throws Exception {
        List<EpochMetrics> unbroken = train(config(KilledRun.EPOCHS), folder.resolve("unbroken"));
        Path killed = folder.resolve("killed");
        KilledJvm.runUntil(KilledRun.class, killed, KilledRun.IN_THIRD_EPOCH);
        assertThat(Files.readAllLines(killed.resolve("metrics.csv"))).hasSize(1 + 2);

        List<EpochMetrics> resumed = train(config(KilledRun.EPOCHS), killed);

        assertThat(resumed).hasSize(KilledRun.EPOCHS);
        for (int i = 0; i < KilledRun.EPOCHS; i++) {
            assertThat(difference(resumed.get(i).trainLoss(), unbroken.get(i).trainLoss()))
                    .isLessThan(SAME_LOSS);
            assertThat(difference(resumed.get(i).validLoss(), unbroken.get(i).validLoss()))
                    .isLessThan(SAME_LOSS);
            assertThat(resumed.get(i).validAccuracy()).isEqualTo(unbroken.get(i).validAccuracy());
        }
        assertSameMetrics(killed, resumed);
        assertThat(Files.readAllBytes(killed.resolve(TrainingRun.BEST_FILE)))
                .isEqualTo(Files.readAllBytes(folder.resolve("unbroken").resolve(TrainingRun.BEST_FILE)));
    }

    private static double difference(double a, double b) {
        assertThat(a).isFinite();
        assertThat(b).isFinite();
        return Math.abs(a - b);
    }

    @Test
    void theLogForPeopleIsCompletedEvenWhereNoEpochIsLeft() throws Exception {
        List<EpochMetrics> log = train(config(1), folder);
        Files.delete(folder.resolve("metrics.csv"));
        assertThat(train(config(1), folder)).isEqualTo(log);
        assertSameMetrics(folder, log);
    }

    private static void assertSameMetrics(Path folder, List<EpochMetrics> log) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("metrics.csv"));
        assertThat(lines).hasSize(1 + log.size());
        assertThat(lines.get(0))
                .isEqualTo(
                        "epoch,learningRate,trainLoss,trainAccuracy,validLoss,validAccuracy,imagesPerSecond,seconds");
        for (int i = 0; i < log.size(); i++) {
            EpochMetrics e = log.get(i);
            assertThat(lines.get(i + 1))
                    .startsWith(e.epoch() + "," + e.learningRate() + "," + e.trainLoss() + "," + e.trainAccuracy() + ","
                            + e.validLoss() + "," + e.validAccuracy() + ",");
        }
    }

    @Test
    void refusesADamagedCheckpointAndLeavesItAlone() throws Exception {
        SmallRuns.trainUntil(1, config(2), folder);
        Path checkpoint = folder.resolve(TrainingRun.CHECKPOINT_FILE);
        byte[] intact = Files.readAllBytes(checkpoint);
        byte[] flipped = intact.clone();
        flipped[intact.length / 2] ^= 1;
        assertRefused(config(2), Arrays.copyOf(intact, intact.length / 2), "it is damaged: its ");
        assertRefused(config(2), flipped, "do not match their checksum");
        assertRefused(config(2), "epoch,loss".getBytes(StandardCharsets.US_ASCII), "no file of this kind");
        assertRefused(config(2), new byte[0], "no file of this kind");

        Files.write(checkpoint, intact);
        assertThat(withoutTimes(train(config(2), folder)))
                .isEqualTo(withoutTimes(train(config(2), folder.resolve("unbroken"))));
    }

    @Test
    void refusesACheckpointOfAnotherRun() throws Exception {
        SmallRuns.trainUntil(1, config(2), folder);
        byte[] intact = Files.readAllBytes(folder.resolve(TrainingRun.CHECKPOINT_FILE));
        assertRefused(config(3), intact, "expected a run of NetworkSpec[");
        TrainingRun otherStrides = new TrainingRun(
                SmallRuns.NETWORK.withStrides(Strides.MIDDLE),
                config(2),
                SmallRuns.TRAIN,
                SmallRuns.VALID,
                Optional.empty(),
                TrainingListener.SILENT);
        assertThatThrownBy(() -> otherStrides.train(folder, Optional.empty()))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("strides=2,1,2,2,2")
                .hasMessageContaining("found one of NetworkSpec[")
                .hasMessageContaining("strides=2,2,2,2,2");
        assertThat(Files.readAllBytes(folder.resolve(TrainingRun.CHECKPOINT_FILE)))
                .isEqualTo(intact);
    }

    private void assertRefused(TrainingConfig config, byte[] content, String reason) throws IOException {
        Path checkpoint = folder.resolve(TrainingRun.CHECKPOINT_FILE);
        Files.write(checkpoint, content);
        byte[] best = Files.readAllBytes(folder.resolve(TrainingRun.BEST_FILE));
        assertThatThrownBy(() -> train(config, folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageStartingWith("Checkpoint " + checkpoint + " cannot be used: ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith("Resume with the run's own settings, or give another folder for a new run");
        assertThat(Files.readAllBytes(checkpoint)).isEqualTo(content);
        assertThat(Files.readAllBytes(folder.resolve(TrainingRun.BEST_FILE))).isEqualTo(best);
    }

    @Test
    void refusesWeightsOfAnotherNetwork() throws Exception {
        Path sevenClasses = folder.resolve("seven.weights");
        NetworkSpec eight = NetworkSpec.microExpNet(Emotion.FERPLUS).withStrides(Strides.LITERAL);
        NetworkSpec baseline = new NetworkSpec(
                eight.architecture(), eight.labels(), eight.preprocessing(), eight.strides(), false, eight.dropout());
        try (NDManager manager = NDManager.newBaseManager()) {
            Weights.write(sevenClasses, initialized(SmallRuns.NETWORK, manager));
            assertWeightsRefused(sevenClasses, eight, manager, "expected shape (8, 256), found (7, 256)");
            assertWeightsRefused(sevenClasses, baseline, manager, "arrays, found ");
            assertWeightsRefused(folder.resolve("none"), SmallRuns.NETWORK, manager, "there is no such file");
            byte[] intact = Files.readAllBytes(sevenClasses);
            Files.write(sevenClasses, Arrays.copyOf(intact, intact.length - 1));
            assertWeightsRefused(sevenClasses, SmallRuns.NETWORK, manager, "it is damaged");
        }
    }

    private static void assertWeightsRefused(Path file, NetworkSpec spec, NDManager manager, String reason) {
        Block network = initialized(spec, manager);
        assertThatThrownBy(() -> Weights.read(file, network))
                .isInstanceOf(DataFormatException.class)
                .hasMessageStartingWith("Weights file " + file + " cannot be used: ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith("Give weights of the same architecture and number of classes");
    }

    private static Block initialized(NetworkSpec spec, NDManager manager) {
        Block network = spec.build();
        TrainingRun.initialize(network, manager, spec.preprocessing(), 0);
        return network;
    }

    @Test
    void aWarmStartThatDoesNotFitStartsNothing() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no weights at all");
        Path run = folder.resolve("run");
        assertThatThrownBy(
                        () -> SmallRuns.run(config(1), TrainingListener.SILENT).train(run, Optional.of(text)))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("notes.txt");
        assertThat(run).isEmptyDirectory();
    }
}
