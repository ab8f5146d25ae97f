package io.microexp.training.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.Teacher;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.TrainingDivergedException;
import io.microexp.training.train.optim.AveragedWeights;
import io.microexp.training.train.optim.OptimizerConfig;
import io.microexp.training.train.optim.StatefulOptimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A network in training: its steps, its validation, and all the state that a checkpoint holds. */
final class Trainer {
    private final NDManager manager;
    private final Block network;
    private final NetworkSpec spec;
    private final Loss loss;
    private final Optional<Teacher> teacher;
    private final ParameterStore parameters;
    private final StatefulOptimizer optimizer;
    private final float maxGradientNorm;
    private final Optional<AveragedWeights> averaged;

    /**
     * @param manager of the network's parameters
     * @param network initialized
     * @param spec of the network
     * @param config the optimizer, gradient norm limit and averaging
     * @param loss of targets, then the teacher's logits if there is a teacher, and the network's logits
     */
    Trainer(
            NDManager manager,
            Block network,
            NetworkSpec spec,
            OptimizerConfig config,
            Loss loss,
            Optional<Teacher> teacher) {
        this.manager = manager;
        this.network = network;
        this.spec = spec;
        this.loss = loss;
        this.teacher = teacher;
        this.parameters = new ParameterStore(manager, false);
        List<Parameter> all = network.getParameters().values();
        this.optimizer =
                config.create(all.stream().filter(Parameter::requiresGradient).toList());
        this.maxGradientNorm = config.maxGradientNorm();
        this.averaged =
                config.emaDecay() > 0 ? Optional.of(new AveragedWeights(all, config.emaDecay())) : Optional.empty();
    }

    /**
     * Runs forward pass, backward pass and update on one batch.
     *
     * @param means of the epoch; the batch is added
     * @throws TrainingDivergedException if the loss is not finite; nothing is updated then
     */
    void step(Batch batch, float learningRate, RunningMeans means) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray pixels = pixels(scope, batch);
            NDList labels = new NDList(targets(scope, batch));
            teacher.ifPresent(t -> labels.add(t.logits(batch, pixels).stopGradient()));
            NDArray logits;
            float value;
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                logits = network.forward(parameters, new NDList(pixels), true).singletonOrThrow();
                NDArray scalar = loss.evaluate(labels, new NDList(logits));
                value = TrainingDivergedException.requireFinite(scalar.getFloat(), "training loss", learningRate);
                collector.backward(scalar);
            }
            optimizer.step(learningRate, maxGradientNorm);
            averaged.ifPresent(a -> a.update(optimizer.steps()));
            means.add(
                    value,
                    logits.toFloatArray(),
                    batch.targets(),
                    batch.size(),
                    spec.labels().size());
        }
    }

    /**
     * Returns cross-entropy and accuracy on batches, with the network as in inference.
     *
     * @param votes receive the batches too
     */
    RunningMeans validate(BatchLoader batches, VotesAccuracy... votes) {
        RunningMeans means = new RunningMeans();
        Loss crossEntropy = TrainingRun.loss(spec, DistillationLoss.labelsOnly());
        while (batches.hasNext()) {
            Batch batch = batches.next();
            try (NDManager scope = manager.newSubManager()) {
                NDArray logits = network.forward(parameters, new NDList(pixels(scope, batch)), false)
                        .singletonOrThrow();
                float value = crossEntropy
                        .evaluate(new NDList(targets(scope, batch)), new NDList(logits))
                        .getFloat();
                float[] values = logits.toFloatArray();
                means.add(
                        value,
                        values,
                        batch.targets(),
                        batch.size(),
                        spec.labels().size());
                for (VotesAccuracy accuracy : votes) {
                    accuracy.add(batch, values);
                }
            }
        }
        return means;
    }

    private NDArray pixels(NDManager scope, Batch batch) {
        Preprocessing input = spec.preprocessing();
        return scope.create(batch.pixels(), new Shape(batch.size(), 1, input.height(), input.width()));
    }

    private static NDArray targets(NDManager scope, Batch batch) {
        return scope.create(batch.targets(), new Shape(batch.size(), batch.targets().length / batch.size()));
    }

    /** Runs a task while the weights that are evaluated and exported stand in for the trained ones. */
    <T> T withEvaluatedWeights(Task<T> task) throws IOException {
        averaged.ifPresent(AveragedWeights::swap);
        try {
            return task.run();
        } finally {
            averaged.ifPresent(AveragedWeights::swap);
        }
    }

    long steps() {
        return optimizer.steps();
    }

    void restoreSteps(long steps) {
        optimizer.restoreSteps(steps);
    }

    /** Returns every array that a checkpoint holds, in a fixed order. */
    List<NDArray> arrays() {
        List<NDArray> arrays = new ArrayList<>(Weights.arrays(network));
        arrays.addAll(optimizer.state());
        averaged.ifPresent(a -> arrays.addAll(a.averages()));
        return arrays;
    }

    /** A task that may fail in input or output. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws IOException;
    }
}
