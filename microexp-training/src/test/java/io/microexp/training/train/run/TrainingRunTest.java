package io.microexp.training.train.run;

import static io.microexp.testing.Tolerances.assertClose;
import static io.microexp.training.train.run.SmallRuns.NETWORK;
import static io.microexp.training.train.run.SmallRuns.TRAIN;
import static io.microexp.training.train.run.SmallRuns.VALID;
import static io.microexp.training.train.run.SmallRuns.config;
import static io.microexp.training.train.run.SmallRuns.train;
import static io.microexp.training.train.run.SmallRuns.trainer;
import static io.microexp.training.train.run.SmallRuns.withoutTimes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import io.microexp.Emotion;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.Teacher;
import io.microexp.training.eval.PairedGain;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.train.BestBy;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingDivergedException;
import io.microexp.training.train.TrainingListener;
import io.microexp.training.train.optim.OptimizerKind;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingRunTest {
    /** Twice chance on three drawn expressions; five epochs gave 0.85, and other processors sum in another order. */
    private static final double LEARNED = 0.7;

    /** A few steps of 1e-20 do not even reach the last bit of a float32. */
    private static final float STILL = 1e-15f;

    @TempDir
    private Path folder;

    @Test
    void learnsSyntheticFaces() throws Exception {
        List<Emotion> labels = List.of(Emotion.HAPPINESS, Emotion.SURPRISE, Emotion.SADNESS);
        FaceDataset faces = SyntheticFaces.generate("Training", labels, 300, 48, 11);
        FaceDataset others = SyntheticFaces.generate("Validation", labels, 90, 48, 12);
        TrainingConfig config = TrainingConfig.PAPER.toBuilder()
                .epochs(5)
                .batchSize(12)
                .learningRate(3e-3f)
                .augmentation(Augmentation.NONE)
                .build();
        NetworkSpec usual = NetworkSpec.microExpNet(labels);
        // cartoon faces are unlike those whose spectrum restoring expects
        NetworkSpec network = new NetworkSpec(
                usual.architecture(),
                labels,
                usual.preprocessing().withRestore(false),
                Strides.LITERAL,
                usual.attention(),
                usual.dropout());
        List<EpochMetrics> log = new TrainingRun(
                        network, config, faces, others, Optional.empty(), TrainingListener.SILENT)
                .train(folder);
        assertThat(log).hasSize(config.schedule().epochs());
        assertThat(BestBy.ACCURACY.best(log).validAccuracy()).isGreaterThan(LEARNED);
        assertThat(log.get(config.schedule().epochs() - 1).trainLoss())
                .isLessThan(log.get(0).trainLoss() / 2);
    }

    /** DJL's arithmetic with a Java number frees memory that the backward pass still needs once Java collects garbage. */
    @Test
    void garbageCollectionBeforeEveryBackwardPassChangesNothing() throws Exception {
        List<EpochMetrics> calm = train(config(2), folder.resolve("calm"));
        List<Integer> collections = new ArrayList<>();
        Loss collecting = new Loss("collecting") {
            private final Loss loss = DistillationLoss.labelsOnly();

            @Override
            public NDArray evaluate(NDList labels, NDList predictions) {
                NDArray value = loss.evaluate(labels, predictions);
                System.gc();
                collections.add(1);
                return value;
            }
        };
        List<EpochMetrics> log = SmallRuns.run(config(2), collecting).train(folder.resolve("collected"));
        assertThat(withoutTimes(log)).isEqualTo(withoutTimes(calm));
        assertThat(collections).hasSize(6);
    }

    /** PyTorch records gradients by thread, and DJL switches that off in the thread that starts it alone. */
    @Test
    void trainsAlikeInAnotherThread() throws Exception {
        for (OptimizerKind kind : OptimizerKind.values()) {
            TrainingConfig config = config(1).toBuilder().optimizer(kind).build();
            List<EpochMetrics> here = train(config, folder.resolve("here" + kind));
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                List<EpochMetrics> there = other.submit(() -> train(config, folder.resolve("there" + kind)))
                        .get();
                assertThat(withoutTimes(there)).isEqualTo(withoutTimes(here));
            } finally {
                other.shutdownNow();
            }
        }
    }

    @Test
    void arraysDoNotPileUpOverSteps() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = initialized(NETWORK, manager);
            Trainer trainer = trainer(network, manager);
            int afterFirst = 0;
            for (int epoch = 1; epoch <= 3; epoch++) {
                try (BatchLoader batches =
                        BatchLoader.training(TRAIN, NETWORK.preprocessing(), 8, Augmentation.NONE, 0f, 1, epoch)) {
                    while (batches.hasNext()) {
                        trainer.step(batches.next(), 1e-3f, new RunningMeans());
                    }
                }
                try (BatchLoader batches = BatchLoader.evaluation(VALID, NETWORK.preprocessing(), VALID.size())) {
                    trainer.withEvaluatedWeights(() -> trainer.validate(batches));
                }
                int arrays = manager.getManagedArrays().size();
                afterFirst = epoch == 1 ? arrays : afterFirst;
                assertThat(arrays).isEqualTo(afterFirst);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBestEpochsWeightsAreKept(BestBy bestBy) throws Exception {
        TrainingConfig config =
                config(3).toBuilder().learningRate(1e-2f).bestBy(bestBy).build();
        List<EpochMetrics> log = train(config, folder);
        EpochMetrics best = bestBy.best(log);
        try (NDManager manager = NDManager.newBaseManager()) {
            Trainer trainer = trainer(RunFolder.open(folder).bestNetwork(manager), manager);
            try (BatchLoader batches = BatchLoader.evaluation(VALID, NETWORK.preprocessing(), VALID.size())) {
                RunningMeans means = trainer.validate(batches);
                assertThat(means.loss()).isEqualTo(best.validLoss());
                assertThat(means.accuracy()).isEqualTo(best.validAccuracy());
            }
        }
    }

    /** A network that sees nothing but happiness does not get better at disgust. */
    @Test
    void stopsWhenPatienceEnds() throws Exception {
        FaceDataset happy = only(Emotion.HAPPINESS, TRAIN);
        FaceDataset disgusted = only(Emotion.DISGUST, VALID);
        TrainingConfig config = config(20).toBuilder()
                .batchSize(3)
                .patience(2)
                .emaDecay(0f)
                .labelSmoothing(0f)
                .build();
        TrainingRun run = new TrainingRun(NETWORK, config, happy, disgusted, Optional.empty(), TrainingListener.SILENT);
        List<EpochMetrics> log = run.train(folder);
        assertThat(log).hasSize(3).allMatch(epoch -> epoch.validAccuracy() == 0);
        assertThat(run.train(folder)).isEqualTo(log);
    }

    private static FaceDataset only(Emotion emotion, FaceDataset faces) {
        int label = faces.labels().indexOf(emotion);
        return faces.select(IntStream.range(0, faces.size())
                .filter(i -> faces.label(i) == label)
                .toArray());
    }

    @Test
    void goesOnFromWeightsOfOtherStrides() throws Exception {
        Path pretrained = folder.resolve("pretrained");
        train(config(1), pretrained);
        NetworkSpec finer = NETWORK.withStrides(Strides.MIDDLE);
        TrainingConfig still = config(1).toBuilder()
                .learningRate(1e-20f)
                .finalLearningRate(0f)
                .weightDecay(0f)
                .emaDecay(0f)
                .build();
        new TrainingRun(finer, still, TRAIN, VALID, Optional.empty(), TrainingListener.SILENT)
                .train(
                        folder.resolve("finer"),
                        InitialWeights.of(RunFolder.open(pretrained).bestWeights()),
                        RunFolder.Provenance.UNKNOWN);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block before = RunFolder.open(pretrained).bestNetwork(manager);
            Block after = RunFolder.open(folder.resolve("finer")).bestNetwork(manager);
            assertClose(trained(after), trained(before), STILL);
        }
    }

    @Test
    void aStartThatNoEpochBeatsIsKept() throws Exception {
        train(config(1), folder.resolve("start"));
        RunFolder before = RunFolder.open(folder.resolve("start"));
        InitialWeights start =
                new InitialWeights("complete", true, 1.7f, network -> Weights.read(before.bestWeights(), network));
        TrainingConfig harmful = config(2).toBuilder()
                .learningRate(1f)
                .emaDecay(0f)
                .bestBy(BestBy.LOSS)
                .build();
        Path run = folder.resolve("run");

        List<EpochMetrics> log =
                SmallRuns.run(harmful, TrainingListener.SILENT).train(run, start, RunFolder.Provenance.UNKNOWN);

        assertThat(log).extracting(EpochMetrics::epoch).containsExactly(0, 1, 2);
        assertThat(BestBy.LOSS.best(log).epoch()).isZero();
        assertThat(log.get(0).validLoss()).isEqualTo(before.log().get(0).validLoss());
        assertThat(RunFolder.open(run).bestWeights()).hasSameBinaryContentAs(before.bestWeights());
        assertThat(RunFolder.open(run).log()).isEqualTo(log);
        assertThat(RunFolder.open(run).keptTemperature()).hasValue(1.7f);
        assertThat(SmallRuns.run(harmful, TrainingListener.SILENT).train(run, start, RunFolder.Provenance.UNKNOWN))
                .isEqualTo(log);
    }

    /** A start that takes every face for disgust is trained on happiness alone, and scored on two such faces. */
    @Test
    void aStartIsReplacedByAnEpochThatIsClearlyBetter() throws Exception {
        InitialWeights start = new InitialWeights("disgust", true, 1.7f, network -> {
            float[] bias = new float[NETWORK.labels().size()];
            bias[NETWORK.labels().indexOf(Emotion.DISGUST)] = 0.3f;
            Weights.assign(
                    network.getParameters().valueAt(network.getParameters().size() - 1), bias);
        });
        TrainingConfig config = config(5).toBuilder()
                .batchSize(3)
                .learningRate(0.03f)
                .emaDecay(0f)
                .build();
        TrainingRun run = new TrainingRun(
                NETWORK,
                config,
                only(Emotion.HAPPINESS, TRAIN),
                only(Emotion.HAPPINESS, VALID),
                Optional.empty(),
                TrainingListener.SILENT);

        EpochMetrics best = BestBy.ACCURACY.best(run.train(folder, start, RunFolder.Provenance.UNKNOWN));

        assertThat(best.epoch()).isPositive();
        assertThat(best.overStart()).isEqualTo(new PairedGain(2, 0));
        assertThat(RunFolder.open(folder).keptTemperature()).isEmpty();
    }

    @Test
    void aWarmStartOfOtherClassesTakesAllButTheClassifier() throws Exception {
        Path file = folder.resolve("seven.weights");
        try (NDManager manager = NDManager.newBaseManager()) {
            Block seven = initialized(NETWORK, manager);
            Weights.write(file, seven);
            Block eight = initialized(NetworkSpec.microExpNet(Emotion.FERPLUS), manager);
            List<FloatBuffer> before = values(eight);

            Weights.warmStart(file, eight);

            List<FloatBuffer> expected = values(seven);
            List<FloatBuffer> found = values(eight);
            int classifier = found.size() - 2;
            assertThat(found.subList(0, classifier)).isEqualTo(expected.subList(0, classifier));
            assertThat(found.subList(classifier, found.size())).isEqualTo(before.subList(classifier, found.size()));
            assertThat(found.get(0)).isNotEqualTo(before.get(0));
            assertThatThrownBy(() -> Weights.read(file, eight)).hasMessageContaining("expected shape (8, 256)");
        }
    }

    private static List<FloatBuffer> values(Block network) {
        return network.getParameters().values().stream()
                .map(parameter -> FloatBuffer.wrap(parameter.getArray().toFloatArray()))
                .toList();
    }

    private static float[] trained(Block network) {
        FloatBuffer values = FloatBuffer.allocate(1_242_839);
        network.getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .forEach(parameter -> values.put(parameter.getArray().toFloatArray()));
        return values.array();
    }

    @Test
    void asksTheTeacherForEveryBatchAndLearnsFromIt() throws Exception {
        TrainingConfig config = config(1).toBuilder().alpha(1f).build();
        List<EpochMetrics> logs = new ArrayList<>();
        for (float sure : new float[] {0f, 8f}) {
            CertainTeacher teacher = new CertainTeacher(sure);
            TrainingRun run =
                    new TrainingRun(NETWORK, config, TRAIN, VALID, Optional.of(teacher), TrainingListener.SILENT);
            logs.addAll(run.train(folder.resolve("sure" + sure)));
            assertThat(teacher.faces).isEqualTo(TRAIN.size());
        }
        assertThat(logs.get(0).trainLoss()).isNotEqualTo(logs.get(1).trainLoss());
    }

    /** Says the same of every face. */
    private static final class CertainTeacher implements Teacher {
        private final float sure;
        private int faces;

        CertainTeacher(float sure) {
            this.sure = sure;
        }

        @Override
        public NDArray logits(Batch batch, NDArray pixels) {
            faces += batch.size();
            float[] logits = new float[batch.targets().length];
            for (int i = 0; i < logits.length; i += NETWORK.labels().size()) {
                logits[i] = sure;
            }
            return pixels.getManager()
                    .create(logits, new Shape(batch.size(), NETWORK.labels().size()));
        }

        @Override
        public String identity() {
            return "sure " + sure;
        }

        @Override
        public void close() {}
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRunAndKeepsTheCheckpoint() throws Exception {
        List<EpochMetrics> unbroken = train(config(2), folder.resolve("unbroken"));
        Path broken = folder.resolve("broken");
        Loss failing = new Loss("NaN from the second epoch's second step") {
            private int calls;

            @Override
            public NDArray evaluate(NDList labels, NDList predictions) {
                NDArray loss = DistillationLoss.labelsOnly().evaluate(labels, predictions);
                return ++calls == 5 ? loss.mul(loss.getManager().create(Float.NaN)) : loss;
            }
        };
        assertThatThrownBy(() -> SmallRuns.run(config(2), failing).train(broken))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageMatching("Training diverged: expected a finite training loss, found NaN at learning rate .*"
                        + "checkpoint of the last good epoch is kept; lower the learning rate.*");
        assertThat(withoutTimes(train(config(2), broken))).isEqualTo(withoutTimes(unbroken));
    }

    @Test
    void anAbsurdLearningRateLeavesNoCheckpointBehind() throws Exception {
        TrainingConfig absurd = config(3).toBuilder()
                .optimizer(OptimizerKind.SGD)
                .learningRate(1e30f)
                .maxGradientNorm(0f)
                .emaDecay(0f)
                .build();
        assertThatThrownBy(() -> train(absurd, folder))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("training loss");
        assertThat(files()).containsExactly(folder.resolve("run.json"));
    }

    /** With one step an epoch, the loss before the step is still fine. */
    @Test
    void weightsDestroyedByTheLastStepOfAnEpochAreNotKept() throws Exception {
        TrainingConfig absurd = config(3).toBuilder()
                .optimizer(OptimizerKind.SGD)
                .learningRate(1e30f)
                .maxGradientNorm(0f)
                .emaDecay(0f)
                .batchSize(TRAIN.size())
                .build();
        assertThatThrownBy(() -> train(absurd, folder))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("validation loss");
        assertThat(files()).containsExactly(folder.resolve("run.json"));
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void refusesSplitsAndTeachersThatDoNotFit() {
        FaceDataset ferPlus = SyntheticFaces.generate("FER+", Emotion.FERPLUS, 16, 48, 1);
        assertThatThrownBy(() -> run(config(1), ferPlus, VALID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected the network's labels [ANGER, ")
                .hasMessageContaining("in split FER+, found [ANGER, ");
        assertThatThrownBy(() -> run(config(1), TRAIN, ferPlus)).hasMessageContaining("in split FER+");
        FaceDataset few = TRAIN.select(0, 1, 2);
        FaceDataset none = TRAIN.select();
        assertThatThrownBy(() -> run(config(1), few, VALID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected at least one batch of 8 faces to train and one face to validate, found 3 and 14."
                        + " Give more faces or a smaller batch");
        assertThatThrownBy(() -> run(config(1), TRAIN, none)).hasMessageContaining("found 24 and 0");
        assertThatThrownBy(() -> run(config(1).toBuilder().alpha(0.7f).build(), TRAIN, VALID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected a teacher for alpha 0.7, found none. Give one, or set alpha to 0");
    }

    private static TrainingRun run(TrainingConfig config, FaceDataset train, FaceDataset valid) {
        return new TrainingRun(NETWORK, config, train, valid, Optional.empty(), TrainingListener.SILENT);
    }

    private static Block initialized(NetworkSpec spec, NDManager manager) {
        Block network = spec.build();
        TrainingRun.initialize(
                network, manager, spec.preprocessing(), spec.labels().size());
        return network;
    }
}
