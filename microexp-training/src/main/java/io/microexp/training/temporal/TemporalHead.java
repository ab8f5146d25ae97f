package io.microexp.training.temporal;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.microexp.training.nn.PyTorchEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A gated recurrent unit (Cho et al., EMNLP 2014) over the scores of a face's frames: the temporal model on top of
 * per-frame predictions that the paper names as future work. Frame t's output is {@code softmax(ln p_t + W h_t)} with
 * {@code h_t = GRU(ln p_t, h_{t-1})}.
 *
 * <p>Shapes: (clips, frames, classes) to the same, float32. Not thread-safe; close it.
 */
final class TemporalHead implements AutoCloseable {
    /** Units of the hidden layer. */
    static final int UNITS = 24;

    /** The hidden layer. */
    enum Kind {
        /** Recurrent: sees all frames so far. */
        GRU,
        /** Dense with ReLU: sees one frame. The control that tells memory from a better reading of single frames. */
        DENSE
    }

    private static final int BATCH = 16;
    private static final float LEARNING_RATE = 5e-3f;
    /** Probabilities are raised to this before the logarithm. */
    private static final float SMALLEST = 1e-4f;

    private final Model model;
    private final Trainer trainer;
    private final int classes;

    /**
     * Creates a head with drawn weights.
     *
     * @param kind the hidden layer
     * @param classes of the scores
     * @param frames of every clip
     * @param seed of the weights
     */
    TemporalHead(Kind kind, int classes, int frames, int seed) {
        PyTorchEngine.get().setRandomSeed(seed);
        this.classes = classes;
        this.model = Model.newInstance("temporal-head", PyTorchEngine.NAME);
        Block correction = new SequentialBlock()
                .add(hidden(kind))
                .add(Linear.builder().setUnits(classes).build());
        model.setBlock(new ParallelBlock(
                outputs -> new NDList(outputs.get(0).head().add(outputs.get(1).head())),
                List.of(Blocks.identityBlock(), correction)));
        this.trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(LEARNING_RATE))
                        .optClipGrad(1)
                        .build()));
        trainer.initialize(new Shape(BATCH, frames, classes));
    }

    private static Block hidden(Kind kind) {
        return switch (kind) {
            case GRU ->
                GRU.builder()
                        .setStateSize(UNITS)
                        .setNumLayers(1)
                        .optReturnState(false)
                        .build();
            case DENSE ->
                new SequentialBlock()
                        .add(Linear.builder().setUnits(UNITS).build())
                        .add(Activation.reluBlock());
        };
    }

    /**
     * Trains the head by Adam on the cross-entropy of every frame.
     *
     * @param clips of equal length
     * @param epochs passes over the clips
     * @param seed of their order
     * @return the mean loss of the last pass
     */
    double train(List<ScoredClip> clips, int epochs, long seed) {
        List<ScoredClip> shuffled = new ArrayList<>(clips);
        Random random = new Random(seed);
        double mean = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            Collections.shuffle(shuffled, random);
            double sum = 0;
            for (int from = 0; from < shuffled.size(); from += BATCH) {
                List<ScoredClip> batch = shuffled.subList(from, Math.min(from + BATCH, shuffled.size()));
                sum += batch.size() * step(batch);
            }
            mean = sum / shuffled.size();
        }
        return mean;
    }

    private double step(List<ScoredClip> batch) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            NDList input = new NDList(logarithms(scope, batch));
            NDList labels = new NDList(truth(scope, batch));
            float value;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray logits = trainer.forward(input).singletonOrThrow().reshape(-1, classes);
                NDArray loss = trainer.getLoss().evaluate(labels, new NDList(logits));
                value = loss.getFloat();
                collector.backward(loss);
            }
            trainer.step();
            return value;
        }
    }

    /** Returns the head's probabilities of each frame, (frames, classes). */
    float[][] predict(ScoredClip clip) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            float[] flat = trainer.evaluate(new NDList(logarithms(scope, List.of(clip))))
                    .singletonOrThrow()
                    .softmax(-1)
                    .toFloatArray();
            float[][] rows = new float[clip.frames()][classes];
            for (int frame = 0; frame < rows.length; frame++) {
                System.arraycopy(flat, frame * classes, rows[frame], 0, classes);
            }
            return rows;
        }
    }

    private NDArray logarithms(NDManager scope, List<ScoredClip> clips) {
        int frames = clips.get(0).frames();
        float[] flat = new float[clips.size() * frames * classes];
        int next = 0;
        for (ScoredClip clip : clips) {
            for (float[] row : clip.scores()) {
                for (float probability : row) {
                    flat[next++] = (float) Math.log(Math.max(probability, SMALLEST));
                }
            }
        }
        return scope.create(flat, new Shape(clips.size(), frames, classes));
    }

    /** The labels of all frames of all clips, one after another. */
    private static NDArray truth(NDManager scope, List<ScoredClip> clips) {
        return scope.create(
                clips.stream().flatMapToInt(clip -> Arrays.stream(clip.truth())).toArray());
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
