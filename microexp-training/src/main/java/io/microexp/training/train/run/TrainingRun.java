package io.microexp.training.train.run;

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
import io.microexp.training.distill.Teacher;
import io.microexp.training.distill.TwoHeadLoss;
import io.microexp.training.eval.PairedGain;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.PyTorchEngine;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingDivergedException;
import io.microexp.training.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Trains a network and keeps the epoch that is best on the validation split. A run is stored in one {@link RunFolder}.
 * An interrupted run is resumed after its last complete epoch.
 *
 * <p>Not thread-safe. A process can have one run at a time, because DJL allows one gradient collector and PyTorch's
 * random generator is shared.
 */
public final class TrainingRun {
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
     * Prepares a run.
     *
     * @param network the network to train
     * @param config the settings
     * @param train the split that the network is trained on
     * @param valid the split that chooses the epoch
     * @param teacher required if {@code config.objective().alpha() > 0}, else ignored; not closed
     * @param listener receives the progress
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
                loss(network, config.objective().loss()));
    }

    /** Returns the loss of a network each of whose heads has this one. */
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
        if (train.size() < config.sampling().batchSize() || valid.size() == 0) {
            throw new IllegalArgumentException(
                    "Expected at least one batch of " + config.sampling().batchSize()
                            + " faces to train and one face to validate, found " + train.size() + " and " + valid.size()
                            + ". Give more faces or a smaller batch");
        }
        if (config.objective().alpha() > 0 && teacher.isEmpty()) {
            throw new IllegalArgumentException("Expected a teacher for alpha "
                    + config.objective().alpha() + ", found none. Give one, or set alpha to 0");
        }
        this.network = network;
        this.config = config;
        this.train = train;
        this.valid = valid;
        this.teacher = teacher.filter(t -> config.objective().alpha() > 0);
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
     * Initializes the network's parameters from a seed as MobileNetV3's authors do: He's normal distribution over the
     * outputs for convolutions, a standard deviation of 0.01 for fully connected layers.
     *
     * @param network built, not yet initialized
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
     * Starts a run from weights drawn from its seed, or resumes it.
     *
     * @see #train(Path, InitialWeights, RunFolder.Provenance)
     */
    public List<EpochMetrics> train(Path folder) throws IOException {
        return train(folder, InitialWeights.DRAWN, RunFolder.Provenance.UNKNOWN);
    }

    /**
     * Trains until the last epoch, or until patience ends. The folder then holds the result, see {@link RunFolder}. The
     * network's memory is freed.
     *
     * @param folder the run's folder, created if missing; a run of the same identity is resumed
     * @param start the weights of a new run
     * @param provenance of a new run
     * @return the log, including the epochs before a resumption
     * @throws io.microexp.DataFormatException if the folder holds another run or is damaged, or the initial weights do
     *     not fit; the folder is then unchanged
     * @throws TrainingDivergedException if the loss is not finite; the last checkpoint is kept
     * @throws CancellationException if this thread is interrupted, which clears its interrupt status; the last
     *     checkpoint is kept
     * @throws IOException if the folder cannot be written
     */
    public List<EpochMetrics> train(Path folder, InitialWeights start, RunFolder.Provenance provenance)
            throws IOException {
        RunIdentity identity = new RunIdentity(
                network,
                config,
                RunIdentity.Split.of(train),
                RunIdentity.Split.of(valid),
                teacher.map(Teacher::identity).orElse(""),
                start.identity());
        try (NDManager manager = PyTorchEngine.newManager()) {
            Block block = network.build();
            initialize(block, manager, network.preprocessing(), config.seed());
            if (start.complete() || !RunFolder.hasCheckpoint(folder)) {
                start.copier().accept(block);
            }
            RunFolder run = RunFolder.begin(folder, identity, provenance, start.temperature());
            Trainer trainer = new Trainer(manager, block, network, config.optimizer(), loss, teacher);
            Optional<Start> scored = start.complete() ? Optional.of(scoreStart(trainer)) : Optional.empty();
            List<EpochMetrics> log = new ArrayList<>(run.resume(trainer).orElse(List.of()));
            if (log.isEmpty() && scored.isPresent()) {
                log.add(scored.get().metrics());
                run.writeBest(block);
                run.writeEpoch(log, trainer);
            }
            while (done(log) < config.schedule().epochs() && !outOfPatience(log)) {
                int epoch = done(log) + 1;
                manager.getEngine().setRandomSeed(engineSeed(config.seed(), epoch));
                runEpoch(epoch, trainer, block, log, run, scored);
            }
            return List.copyOf(log);
        } catch (IOException | RuntimeException e) {
            // in an interrupted thread, and in a process that is ending, libraries throw various exceptions
            if (!(e instanceof CancellationException || Thread.interrupted())) {
                throw e;
            }
            CancellationException interrupted = new CancellationException(
                    "Training was interrupted. Its complete epochs are kept: give the same settings and folder to"
                            + " resume");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private void runEpoch(
            int epoch, Trainer trainer, Block block, List<EpochMetrics> log, RunFolder run, Optional<Start> scored)
            throws IOException {
        long start = System.nanoTime();
        RunningMeans training = trainEpoch(epoch, trainer);
        double trainSeconds = seconds(start);
        EpochMetrics metrics = trainer.withEvaluatedWeights(() -> {
            VotesAccuracy majority = new VotesAccuracy(valid, FerPlusProtocol.MAJORITY);
            VotesAccuracy plurality = new VotesAccuracy(valid, FerPlusProtocol.PLURALITY);
            RunningMeans validation = network.twoHeads() ? validate(trainer, majority, plurality) : validate(trainer);
            EpochMetrics measured = new EpochMetrics(
                    epoch,
                    config.schedule().learningRateAt(epoch),
                    training.loss(),
                    training.accuracy(),
                    validation.loss(),
                    validation.accuracy(),
                    training.images() / trainSeconds,
                    seconds(start),
                    majority.value(),
                    plurality.value(),
                    scored.map(first -> PairedGain.of(first.correct(), validation.correct()))
                            .orElse(PairedGain.NONE));
            log.add(measured);
            if (best(log) == measured) {
                run.writeBest(block);
            }
            return measured;
        });
        run.writeEpoch(log, trainer);
        listener.epochDone(metrics, best(log) == metrics);
    }

    /** The initial weights as epoch 0, and the validation faces that they are right on. */
    private record Start(EpochMetrics metrics, BitSet correct) {}

    private Start scoreStart(Trainer trainer) {
        long start = System.nanoTime();
        RunningMeans validation = validate(trainer);
        EpochMetrics metrics = new EpochMetrics(
                0, 0f, Double.NaN, Double.NaN, validation.loss(), validation.accuracy(), 0, seconds(start));
        return new Start(metrics, validation.correct());
    }

    private RunningMeans trainEpoch(int epoch, Trainer trainer) {
        RunningMeans means = new RunningMeans();
        try (BatchLoader batches = BatchLoader.training(
                train,
                network.preprocessing(),
                config.sampling().batchSize(),
                config.sampling().augmentationAt(epoch, config.schedule().epochs()),
                config.objective().labelSmoothing(),
                config.sampling().classBalance(),
                config.seed(),
                epoch)) {
            listener.epochStarted(epoch, config.schedule().epochs(), train.size());
            for (int step = 1; batches.hasNext(); step++) {
                float rate = config.schedule().learningRateAt(epoch - 1 + (double) step / batches.batches());
                trainer.step(batches.next(), rate, means);
                listener.stepDone(means.loss(), means.accuracy(), means.images());
            }
        }
        return means;
    }

    /* The last step of an epoch may be the one that destroys the weights: only this pass shows it. */
    private RunningMeans validate(Trainer trainer, VotesAccuracy... votes) {
        try (BatchLoader batches = BatchLoader.evaluation(valid, network.preprocessing(), EVALUATION_BATCH)) {
            RunningMeans means = trainer.validate(batches, votes);
            TrainingDivergedException.requireFinite(
                    means.loss(), "validation loss", config.schedule().learningRate());
            return means;
        }
    }

    private EpochMetrics best(List<EpochMetrics> log) {
        return config.schedule().bestBy().best(log);
    }

    private boolean outOfPatience(List<EpochMetrics> log) {
        return !log.isEmpty()
                && done(log) - best(log).epoch() >= config.schedule().patience();
    }

    private static int done(List<EpochMetrics> log) {
        return log.isEmpty() ? 0 : log.get(log.size() - 1).epoch();
    }

    private static int engineSeed(long seed, int epoch) {
        return Long.hashCode(seed * 1_000_003L + epoch) & Integer.MAX_VALUE;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
