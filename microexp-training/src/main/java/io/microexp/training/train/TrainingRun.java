package io.microexp.training.train;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.Teacher;
import io.microexp.training.distill.TwoHeadLoss;
import io.microexp.training.network.NetworkSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Trains a network and keeps the epoch that is best on the validation split. All of a run lives in one folder and a
 * run that was interrupted, however, goes on from its last whole epoch:
 *
 * <ul>
 *   <li>{@code checkpoint.bin}: network, configuration, log, weights, optimiser, averaged weights;
 *   <li>{@code best.weights}: the parameters of the best epoch, averaged if the configuration says so;
 *   <li>{@code metrics.csv}: the log.
 * </ul>
 *
 * <p>Thread safety: none, and one run at a time in a process: DJL allows one gradient collector, and PyTorch's random
 * generator is shared.
 */
public final class TrainingRun {
    /** The resumable state in the run's folder. */
    public static final String CHECKPOINT_FILE = "checkpoint.bin";
    /** The best epoch's parameters in the run's folder. */
    public static final String BEST_FILE = "best.weights";

    private static final int EVALUATION_BATCH = 128;
    private static final float LINEAR_DEVIATION = 0.01f;

    private final NetworkSpec network;
    private final TrainingConfig config;
    private final FaceDataset train;
    private final FaceDataset valid;
    private final Optional<Teacher> teacher;
    private final TrainingListener listener;
    private final Loss loss;

    /**
     * A run.
     *
     * @param network what to train
     * @param config every choice
     * @param train the training split
     * @param valid the validation split; only chooses the epoch
     * @param teacher needed if {@code config.alpha() > 0}, else not asked; stays the caller's to close
     * @param listener follows the run
     * @throws IllegalArgumentException if a split's labels are not the network's, a split is empty, or the teacher is
     *     missing
     */
    public TrainingRun(
            NetworkSpec network,
            TrainingConfig config,
            FaceDataset train,
            FaceDataset valid,
            Optional<Teacher> teacher,
            TrainingListener listener) {
        this(
                network,
                config,
                train,
                valid,
                teacher,
                listener,
                loss(network, new DistillationLoss(config.alpha(), config.temperature(), config.focalGamma())));
    }

    /** The loss of a network whose heads have each this one. */
    static Loss loss(NetworkSpec network, Loss each) {
        return network.twoHeads() ? new TwoHeadLoss(network.labels().size(), each) : each;
    }

    TrainingRun(
            NetworkSpec network,
            TrainingConfig config,
            FaceDataset train,
            FaceDataset valid,
            Optional<Teacher> teacher,
            TrainingListener listener,
            Loss loss) {
        requireLabels(network, train);
        requireLabels(network, valid);
        if (train.size() < config.batchSize() || valid.size() == 0) {
            throw new IllegalArgumentException("Expected at least one batch of " + config.batchSize()
                    + " faces to train and one face to validate, found " + train.size() + " and " + valid.size());
        }
        if (config.alpha() > 0 && teacher.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected a teacher for alpha " + config.alpha() + ", found none; give one, or set alpha to 0");
        }
        this.network = network;
        this.config = config;
        this.train = train;
        this.valid = valid;
        this.teacher = teacher.filter(t -> config.alpha() > 0);
        this.listener = listener;
        this.loss = loss;
    }

    private static void requireLabels(NetworkSpec network, FaceDataset split) {
        if (!network.labels().equals(split.labels())) {
            throw new IllegalArgumentException("Expected the network's labels " + network.labels() + " in split "
                    + split.name() + ", found " + split.labels());
        }
        if (network.twoHeads() != split.hasVotes()) {
            throw new IllegalArgumentException("Split " + split.name() + ": expected faces "
                    + (network.twoHeads() ? "with votes for a network with two heads" : "without votes for one head")
                    + ", found " + (split.hasVotes() ? "votes" : "none"));
        }
    }

    /**
     * Initialises the network's parameters from a seed as MobileNetV3's authors do: He's normal distribution over the
     * outputs for convolutions, a standard deviation of 0.01 for fully connected layers.
     *
     * @param network changed
     * @param manager owns the parameters
     * @param preprocessing the network's input
     * @param seed also reseeds PyTorch's generator, which the whole process shares
     */
    public static void initialize(Block network, NDManager manager, Preprocessing preprocessing, long seed) {
        manager.getEngine().setRandomSeed(engineSeed(seed, 0));
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
     * Trains, a new run from the weights of another.
     *
     * @param folder the run's folder, created if missing; a checkpoint there is resumed
     * @param warmStart parameters to start a new run from, see {@link Weights#warmStart}, of any strides; not used
     *     when a checkpoint is resumed
     * @return the log, the epochs before a resumption included
     * @throws io.microexp.DataFormatException if the checkpoint is damaged or of another run, or the warm start's
     *     parameters do not fit
     * @throws TrainingDivergedException if the loss is not finite; the last checkpoint is kept
     * @throws CancellationException if this thread is interrupted, and then no longer is; the last checkpoint is kept
     * @throws IOException if the folder cannot be written
     */
    public List<EpochMetrics> train(Path folder, Optional<Path> warmStart) throws IOException {
        return train(folder, block -> warmStart.ifPresent(file -> Weights.warmStart(file, block)));
    }

    /**
     * Trains until the last epoch, or until patience ends. The result is in the folder: the network's memory is freed at
     * the end, and {@link Weights#read} puts the best epoch's parameters into a new one.
     *
     * @param folder the run's folder, created if missing; a checkpoint there is resumed
     * @param warmStart changes the parameters that a new run starts from; not called when a checkpoint is resumed
     * @return the log, the epochs before a resumption included
     * @throws io.microexp.DataFormatException if the checkpoint is damaged or of another run
     * @throws TrainingDivergedException if the loss is not finite; the last checkpoint is kept
     * @throws CancellationException if this thread is interrupted, and then no longer is; the last checkpoint is kept
     * @throws IOException if the folder cannot be written
     */
    public List<EpochMetrics> train(Path folder, Consumer<Block> warmStart) throws IOException {
        Files.createDirectories(folder);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = network.build();
            initialize(block, manager, network.preprocessing(), config.seed());
            Path checkpoint = folder.resolve(CHECKPOINT_FILE);
            boolean resumed = Files.exists(checkpoint);
            if (!resumed) {
                warmStart.accept(block);
            }
            TrainingState state = new TrainingState(block, config);
            Learner learner = new Learner(manager, block, network, loss, teacher);
            List<EpochMetrics> log = new ArrayList<>();
            if (resumed) {
                log.addAll(Checkpoint.read(checkpoint, description(), state));
                // an interruption after the checkpoint may have left the log for people one epoch behind
                RunLog.write(folder, log);
            }
            while (log.size() < config.epochs() && !outOfPatience(log)) {
                int epoch = log.size() + 1;
                manager.getEngine().setRandomSeed(engineSeed(config.seed(), epoch));
                runEpoch(epoch, learner, state, block, log, folder);
            }
            return List.copyOf(log);
        } catch (IOException | RuntimeException e) {
            // in an interrupted thread, and in a process that ends, libraries fail in ways of their own
            if (!(e instanceof CancellationException || Thread.interrupted())) {
                throw e;
            }
            CancellationException interrupted = new CancellationException(
                    "Training was interrupted. Its whole epochs are kept: give the same settings and folder to go on");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private void runEpoch(
            int epoch, Learner learner, TrainingState state, Block block, List<EpochMetrics> log, Path folder)
            throws IOException {
        long start = System.nanoTime();
        RunningMeans training = trainEpoch(epoch, learner, state);
        double trainSeconds = seconds(start);
        EpochMetrics metrics = state.withEvaluatedWeights(() -> {
            VotesAccuracy majority = new VotesAccuracy(valid, FerPlusProtocol.MAJORITY);
            VotesAccuracy plurality = new VotesAccuracy(valid, FerPlusProtocol.PLURALITY);
            RunningMeans validation = network.twoHeads() ? validate(learner, majority, plurality) : validate(learner);
            EpochMetrics measured = new EpochMetrics(
                    epoch,
                    config.learningRateAt(epoch),
                    training.loss(),
                    training.accuracy(),
                    validation.loss(),
                    validation.accuracy(),
                    training.images() / trainSeconds,
                    seconds(start),
                    majority.value(),
                    plurality.value());
            log.add(measured);
            if (best(log) == measured) {
                Weights.write(folder.resolve(BEST_FILE), block);
            }
            return measured;
        });
        Checkpoint.write(folder.resolve(CHECKPOINT_FILE), description(), log, state);
        RunLog.write(folder, log);
        listener.epochDone(metrics, best(log) == metrics);
    }

    private RunningMeans trainEpoch(int epoch, Learner learner, TrainingState state) {
        RunningMeans means = new RunningMeans();
        try (BatchLoader batches = BatchLoader.training(
                train,
                network.preprocessing(),
                config.batchSize(),
                config.augmentationAt(epoch),
                config.labelSmoothing(),
                config.classBalance(),
                config.seed(),
                epoch)) {
            listener.epochStarted(epoch, config.epochs(), train.size());
            for (int step = 1; batches.hasNext(); step++) {
                float rate = config.learningRateAt(epoch - 1 + (double) step / batches.batches());
                learner.step(batches.next(), state, rate, means);
                listener.stepDone(means.loss(), means.accuracy(), means.images());
            }
        }
        return means;
    }

    /* The last step of an epoch may be the one that destroys the weights: only this pass shows it. */
    private RunningMeans validate(Learner learner, VotesAccuracy... votes) {
        try (BatchLoader batches = BatchLoader.evaluation(valid, network.preprocessing(), EVALUATION_BATCH)) {
            RunningMeans means = learner.validate(batches, votes);
            TrainingDivergedException.requireFinite(means.loss(), "validation loss", config.learningRate());
            return means;
        }
    }

    /** What a checkpoint is a checkpoint of. */
    String description() {
        return network + " with " + config + " on " + train.size() + " faces";
    }

    private EpochMetrics best(List<EpochMetrics> log) {
        return config.bestBy().best(log);
    }

    private boolean outOfPatience(List<EpochMetrics> log) {
        return !log.isEmpty() && log.size() - best(log).epoch() >= config.patience();
    }

    private static int engineSeed(long seed, int epoch) {
        return Long.hashCode(seed * 1_000_003L + epoch) & Integer.MAX_VALUE;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
