package io.microexp.training.train.run;

import static io.microexp.training.train.run.SmallRuns.config;
import static io.microexp.training.train.run.SmallRuns.train;
import static io.microexp.training.train.run.SmallRuns.withoutTimes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.distill.Teacher;
import io.microexp.training.eval.PairedGain;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.KilledJvm;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted run is resumed as if it had not been interrupted; files that do not fit it are refused. */
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
        assertThat(Files.readAllBytes(RunFolder.open(killed).bestWeights()))
                .isEqualTo(Files.readAllBytes(
                        RunFolder.open(folder.resolve("unbroken")).bestWeights()));
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
    void aResumedRunIsComparedWithItsStart() throws Exception {
        InitialWeights start = new InitialWeights("complete", true, 1, network -> {});
        TrainingConfig config = config(2).toBuilder().learningRate(1e-2f).build();
        Path stopped = folder.resolve("stopped");
        SmallRuns.trainUntil(0, config, start, stopped);
        assertThat(RunFolder.open(stopped).log())
                .extracting(EpochMetrics::epoch)
                .containsExactly(0);
        SmallRuns.trainUntil(1, config, start, stopped);

        List<EpochMetrics> resumed =
                SmallRuns.run(config, TrainingListener.SILENT).train(stopped, start, RunFolder.Provenance.UNKNOWN);
        List<EpochMetrics> unbroken = SmallRuns.run(config, TrainingListener.SILENT)
                .train(folder.resolve("unbroken"), start, RunFolder.Provenance.UNKNOWN);

        assertThat(withoutTimes(resumed)).isEqualTo(withoutTimes(unbroken));
        assertThat(resumed.get(2).overStart()).isNotEqualTo(PairedGain.NONE);
    }

    @Test
    void refusesADamagedCheckpointAndLeavesItAlone() throws Exception {
        SmallRuns.trainUntil(1, config(2), folder);
        Path checkpoint = folder.resolve("checkpoint.bin");
        byte[] intact = Files.readAllBytes(checkpoint);
        byte[] flipped = intact.clone();
        flipped[intact.length / 2] ^= 1;
        assertRefused(config(2), Arrays.copyOf(intact, intact.length / 2), "it is damaged: its ");
        assertRefused(config(2), flipped, "do not match their checksum");
        assertRefused(config(2), "epoch,loss".getBytes(StandardCharsets.US_ASCII), "not a file of this kind");
        assertRefused(config(2), new byte[0], "not a file of this kind");

        Files.write(checkpoint, intact);
        assertThat(withoutTimes(train(config(2), folder)))
                .isEqualTo(withoutTimes(train(config(2), folder.resolve("unbroken"))));
    }

    @Test
    void refusesToResumeAnotherRun() throws Exception {
        SmallRuns.trainUntil(1, config(2), folder);
        Map<String, byte[]> before = files();
        FaceDataset otherFaces = SyntheticFaces.generate("Training", Emotion.FER2013, SmallRuns.TRAIN.size(), 48, 9);
        FaceDataset otherLabels = FaceDataset.builder("Training", Emotion.FER2013)
                .add(SmallRuns.TRAIN.image(0), 3)
                .add(SmallRuns.TRAIN.image(1), 3)
                .build();
        Teacher teacher = new NamedTeacher("votes sha256 1");
        TrainingConfig taught = config(2).toBuilder().alpha(0.5f).build();

        assertOther(
                run(SmallRuns.NETWORK.withStrides(Strides.MIDDLE), config(2)),
                "network.strides.values: expected [2,1,2,2,2], found [2,2,2,2,2]");
        assertOther(run(SmallRuns.NETWORK, config(3)), "config.schedule.epochs: expected 3, found 2");
        assertOther(run(config(2), otherFaces, SmallRuns.VALID), "training.sha256: expected ");
        assertOther(run(config(2).toBuilder().batchSize(2).build(), otherLabels, SmallRuns.VALID), "training.faces");
        assertOther(
                run(config(2), SmallRuns.TRAIN, otherFaces), "validation.name: expected Training", "found Validation");
        assertOther(
                new TrainingRun(
                        SmallRuns.NETWORK,
                        taught,
                        SmallRuns.TRAIN,
                        SmallRuns.VALID,
                        Optional.of(teacher),
                        TrainingListener.SILENT),
                "teacher: expected votes sha256 1, found none");
        InitialWeights start = new InitialWeights("best.weights sha256 2", false, 1, network -> {});
        assertThatThrownBy(() -> SmallRuns.run(config(2), TrainingListener.SILENT)
                        .train(folder, start, RunFolder.Provenance.UNKNOWN))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("initialWeights: expected best.weights sha256 2, found drawn");
        assertThat(files()).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void refusesACheckpointOfAnotherRun() throws Exception {
        SmallRuns.trainUntil(1, config(2), folder);
        Files.delete(folder.resolve("run.json"));

        assertOther(run(SmallRuns.NETWORK, config(3)), "Checkpoint ", "config.schedule.epochs: expected 3, found 2");
    }

    private static TrainingRun run(NetworkSpec network, TrainingConfig config) {
        return new TrainingRun(
                network, config, SmallRuns.TRAIN, SmallRuns.VALID, Optional.empty(), TrainingListener.SILENT);
    }

    private static TrainingRun run(TrainingConfig config, FaceDataset train, FaceDataset valid) {
        return new TrainingRun(SmallRuns.NETWORK, config, train, valid, Optional.empty(), TrainingListener.SILENT);
    }

    private void assertOther(TrainingRun run, String... differences) {
        assertThatThrownBy(() -> run.train(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("holds another run; ")
                .hasMessageContainingAll(differences)
                .hasMessageEndingWith("or give another folder for a new run");
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(folder)) {
            for (Path file : list.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private record NamedTeacher(String identity) implements Teacher {
        @Override
        public NDArray logits(Batch batch, NDArray pixels) {
            throw new AssertionError("A run that is refused needs no prediction");
        }

        @Override
        public void close() {}
    }

    private void assertRefused(TrainingConfig config, byte[] content, String reason) throws IOException {
        Path checkpoint = folder.resolve("checkpoint.bin");
        Files.write(checkpoint, content);
        byte[] best = Files.readAllBytes(RunFolder.open(folder).bestWeights());
        assertThatThrownBy(() -> train(config, folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageStartingWith("Checkpoint " + checkpoint + " cannot be used: ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith("Remove the folder and start again, or give another folder for a new run");
        assertThat(Files.readAllBytes(checkpoint)).isEqualTo(content);
        assertThat(Files.readAllBytes(RunFolder.open(folder).bestWeights())).isEqualTo(best);
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
            assertWeightsRefused(folder.resolve("none"), SmallRuns.NETWORK, manager, "the file does not exist");
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
        assertThatThrownBy(() -> SmallRuns.run(config(1), TrainingListener.SILENT)
                        .train(run, InitialWeights.of(text), RunFolder.Provenance.UNKNOWN))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("notes.txt");
        assertThat(run).doesNotExist();
    }
}
