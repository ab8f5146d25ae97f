package io.microexp.training.fit;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.XavierInitializer;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Trains a network and keeps the epoch that is best on the validation split. All of a run lives in one folder and a
 * run that was interrupted, however, goes on from its last whole epoch:
 *
 * <ul>
 *   <li>{@code checkpoint.bin}: configuration, log, weights, optimiser, averaged weights;
 *   <li>{@code best.weights}: the parameters of the best epoch;
 *   <li>{@code metrics.csv}, {@code curves.svg}, {@code curves.png}: the log.
 * </ul>
 *
 * <p>Thread safety: none.
 */
public final class TrainingRun {
    /** The resumable state in the run's folder. */
    public static final String CHECKPOINT_FILE = "checkpoint.bin";
    /** The best epoch's parameters in the run's folder. */
    public static final String BEST_FILE = "best.weights";

    private static final int EVALUATION_BATCH = 128;
    private static final float LINEAR_DEVIATION = 0.01f;

    private final Block network;
    private final TrainingConfig config;
    private final Preprocessing preprocessing;
    private final FaceDataset train;
    private final FaceDataset valid;
    private final Optional<Teacher> teacher;
    private final TrainingListener listener;
    private final DistillationLoss loss;

    /**
     * A run.
     *
     * @param network the network, not initialised; (N, 1, H, W) to logits (N, classes)
     * @param config every choice
     * @param preprocessing the network's input
     * @param train the training split
     * @param valid the validation split; only chooses the epoch
     * @param teacher needed if {@code config.alpha() > 0}
     * @param listener follows the run
     * @throws IllegalArgumentException if the splits' labels differ, a split is empty, or the teacher is missing
     */
    public TrainingRun(
            Block network,
            TrainingConfig config,
            Preprocessing preprocessing,
            FaceDataset train,
            FaceDataset valid,
            Optional<Teacher> teacher,
            TrainingListener listener) {
        if (!train.labels().equals(valid.labels())) {
            throw new IllegalArgumentException("Expected the same labels in both splits, found " + train.labels()
                    + " to train and " + valid.labels() + " to validate");
        }
        if (train.size() < config.batchSize() || valid.size() == 0) {
            throw new IllegalArgumentException("Expected at least one batch of " + config.batchSize()
                    + " faces to train and one face to validate, found " + train.size() + " and " + valid.size());
        }
        if (config.alpha() > 0 && teacher.isEmpty()) {
            throw new IllegalArgumentException("Alpha is " + config.alpha() + ": give a teacher, or set alpha to 0");
        }
        this.network = network;
        this.config = config;
        this.preprocessing = preprocessing;
        this.train = train;
        this.valid = valid;
        this.teacher = teacher;
        this.listener = listener;
        this.loss = new DistillationLoss(config.alpha(), config.temperature());
    }

    /**
     * Initialises the network's parameters from a seed as MobileNetV3's authors do: He's normal distribution over the
     * outputs for convolutions, a standard deviation of 0.01 for fully connected layers.
     *
     * @param network changed
     * @param manager owns the parameters
     */
    public static void initialize(Block network, NDManager manager, Preprocessing preprocessing, long seed) {
        Engine.getEngine(manager.getEngine().getEngineName()).setRandomSeed(Math.toIntExact(seed & 0x7FFFFFFF));
        network.setInitializer(
                new XavierInitializer(XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.OUT, 2f),
                Parameter.Type.WEIGHT);
        initializeLinear(network);
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, preprocessing.height(), preprocessing.width()));
    }

    private static void initializeLinear(Block block) {
        if (block instanceof Linear) {
            block.setInitializer(new NormalInitializer(LINEAR_DEVIATION), Parameter.Type.WEIGHT);
        }
        block.getChildren().values().forEach(TrainingRun::initializeLinear);
    }

    /**
     * Trains until the last epoch, or until patience ends. The network ends with the best epoch's parameters.
     *
     * @param folder the run's folder; a checkpoint there is resumed
     * @param warmStart parameters to start a new run from, of a network of the same architecture, any strides
     * @return the log
     * @throws io.microexp.DataFormatException if the checkpoint is damaged or of another run
     * @throws TrainingDivergedException if the loss is not finite; the last checkpoint is kept
     * @throws IOException if the folder cannot be written
     */
    public List<EpochMetrics> train(Path folder, Optional<Path> warmStart) throws IOException {
        Files.createDirectories(folder);
        try (NDManager manager = NDManager.newBaseManager()) {
            initialize(network, manager, preprocessing, config.seed());
            warmStart.ifPresent(file -> Checkpoint.readWeights(file, network));
            TrainingState state = new TrainingState(network, config);
            Path checkpoint = folder.resolve(CHECKPOINT_FILE);
            List<EpochMetrics> log =
                    new ArrayList<>(Files.exists(checkpoint) ? Checkpoint.read(checkpoint, config, state) : List.of());
            while (log.size() < config.epochs() && !outOfPatience(log)) {
                runEpoch(manager, state, log, folder);
            }
            return List.copyOf(log);
        }
    }

    private void runEpoch(NDManager manager, TrainingState state, List<EpochMetrics> log, Path folder)
            throws IOException {
        int epoch = log.size() + 1;
        Engine engine = manager.getEngine();
        engine.setRandomSeed(Long.hashCode(config.seed() * 1_000_003L + epoch) & 0x7FFFFFFF);
        long start = System.nanoTime();
        Means means = new Means();
        ParameterStore parameters = new ParameterStore(manager, false);
        try (BatchLoader batches = BatchLoader.training(
                train,
                preprocessing,
                config.batchSize(),
                config.augmentation(),
                config.labelSmoothing(),
                config.seed(),
                epoch)) {
            listener.epochStarted(epoch, config.epochs(), batches.batches());
            for (int step = 0; batches.hasNext(); step++) {
                float rate = config.learningRateAt(epoch - 1 + (step + 1.0) / batches.batches());
                trainStep(manager, parameters, state, batches.next(), rate, means, epoch);
                listener.stepDone(means.loss(), means.accuracy(), means.images());
            }
        }
        double trainSeconds = (System.nanoTime() - start) / 1e9;
        Means validation = new Means();
        state.withEvaluatedWeights(() -> {
            validate(manager, parameters, validation);
            EpochMetrics metrics = new EpochMetrics(
                    epoch,
                    config.learningRateAt(epoch),
                    means.loss(),
                    means.accuracy(),
                    validation.loss(),
                    validation.accuracy(),
                    means.images() / trainSeconds,
                    (System.nanoTime() - start) / 1e9);
            log.add(metrics);
            if (best(log) == metrics) {
                Checkpoint.writeWeights(folder.resolve(BEST_FILE), network);
            }
        });
        Checkpoint.write(folder.resolve(CHECKPOINT_FILE), config, log, state);
        RunLog.write(folder, log);
        EpochMetrics metrics = log.get(log.size() - 1);
        listener.epochDone(metrics, best(log) == metrics);
    }

    private void trainStep(
            NDManager manager,
            ParameterStore parameters,
            TrainingState state,
            Batch batch,
            float learningRate,
            Means means,
            int epoch) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray pixels = pixels(scope, batch);
            NDArray targets = scope.create(batch.targets(), new Shape(batch.size(), classes()));
            NDList labels = new NDList(targets);
            teacher.filter(t -> loss.needsTeacher()).ifPresent(t -> labels.add(t.logits(batch, pixels)));
            NDArray logits;
            float value;
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                logits = network.forward(parameters, new NDList(pixels), true).singletonOrThrow();
                NDArray scalar = loss.evaluate(labels, new NDList(logits));
                value = scalar.getFloat();
                if (!Float.isFinite(value)) {
                    throw new TrainingDivergedException("Training diverged: the loss of epoch " + epoch + " is " + value
                            + " at learning rate " + learningRate + ". The last checkpoint is kept; lower the learning"
                            + " rate (now " + config.learningRate() + ") or set a gradient norm limit (now "
                            + config.maxGradientNorm() + ")");
                }
                collector.backward(scalar);
            }
            state.step(learningRate, config.maxGradientNorm());
            means.add(value, logits.toFloatArray(), batch.targets(), batch.size());
        }
    }

    private void validate(NDManager manager, ParameterStore parameters, Means means) {
        DistillationLoss crossEntropy = DistillationLoss.labelsOnly();
        try (BatchLoader batches = BatchLoader.evaluation(valid, preprocessing, EVALUATION_BATCH)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                try (NDManager scope = manager.newSubManager()) {
                    NDArray logits = network.forward(parameters, new NDList(pixels(scope, batch)), false)
                            .singletonOrThrow();
                    NDArray targets = scope.create(batch.targets(), new Shape(batch.size(), classes()));
                    float value = crossEntropy
                            .evaluate(new NDList(targets), new NDList(logits))
                            .getFloat();
                    means.add(value, logits.toFloatArray(), batch.targets(), batch.size());
                }
            }
        }
    }

    private NDArray pixels(NDManager scope, Batch batch) {
        return scope.create(batch.pixels(), new Shape(batch.size(), 1, preprocessing.height(), preprocessing.width()));
    }

    private int classes() {
        return train.labels().size();
    }

    /** The epoch of the highest validation accuracy; of equal ones the first. */
    public static EpochMetrics best(List<EpochMetrics> log) {
        return log.stream()
                .max(Comparator.comparingDouble(EpochMetrics::validAccuracy)
                        .thenComparing(EpochMetrics::epoch, Comparator.reverseOrder()))
                .orElseThrow();
    }

    private boolean outOfPatience(List<EpochMetrics> log) {
        return !log.isEmpty() && log.size() - best(log).epoch() >= config.patience();
    }

    /** Running means over images. */
    private static final class Means {
        private double lossSum;
        private int correct;
        private int images;

        void add(float loss, float[] logits, float[] targets, int size) {
            lossSum += (double) loss * size;
            images += size;
            int classes = targets.length / size;
            for (int i = 0; i < size; i++) {
                correct += argmax(logits, i * classes, classes) == argmax(targets, i * classes, classes) ? 1 : 0;
            }
        }

        double loss() {
            return lossSum / images;
        }

        double accuracy() {
            return (double) correct / images;
        }

        int images() {
            return images;
        }

        private static int argmax(float[] values, int from, int count) {
            int best = 0;
            for (int i = 1; i < count; i++) {
                if (values[from + i] > values[from + best]) {
                    best = i;
                }
            }
            return best;
        }
    }
}
