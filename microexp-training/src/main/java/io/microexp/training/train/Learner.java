package io.microexp.training.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.Teacher;
import io.microexp.training.network.NetworkSpec;
import java.util.Optional;

/** Training steps and validation of one network. Thread safety: none. */
final class Learner {
    private final NDManager manager;
    private final Block network;
    private final NetworkSpec spec;
    private final Loss loss;
    private final Optional<Teacher> teacher;
    private final ParameterStore parameters;

    /**
     * @param manager of the network's parameters
     * @param network initialised
     * @param spec of the network
     * @param loss of targets, then the teacher's logits if there is a teacher, and the network's logits
     */
    Learner(NDManager manager, Block network, NetworkSpec spec, Loss loss, Optional<Teacher> teacher) {
        this.manager = manager;
        this.network = network;
        this.spec = spec;
        this.loss = loss;
        this.teacher = teacher;
        this.parameters = new ParameterStore(manager, false);
    }

    /**
     * Forward, backward and update on one batch.
     *
     * @param means of the epoch; the batch is added
     * @throws TrainingDivergedException if the loss is not finite; nothing is updated then
     */
    void step(Batch batch, TrainingState state, float learningRate, RunningMeans means) {
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
            state.step(learningRate);
            means.add(
                    value,
                    logits.toFloatArray(),
                    batch.targets(),
                    batch.size(),
                    spec.labels().size());
        }
    }

    /**
     * Cross-entropy and accuracy on batches, the network as in inference.
     *
     * @param votes are given the batches too
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
}
