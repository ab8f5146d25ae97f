package io.microexp.training.train;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run changes: the network, the optimiser, and the averaged weights if any. Thread safety: none. */
final class TrainingState {
    private final Block network;
    private final StatefulOptimizer optimizer;
    private final float maxGradientNorm;
    private final Optional<AveragedWeights> averaged;

    /**
     * @param network initialised
     * @param config names optimiser, decay, gradient norm limit and averaging
     */
    TrainingState(Block network, TrainingConfig config) {
        this.network = network;
        this.maxGradientNorm = config.maxGradientNorm();
        List<Parameter> all = network.getParameters().values();
        this.optimizer = config.optimizer()
                .create(all.stream().filter(Parameter::requiresGradient).toList(), config.weightDecay());
        this.averaged =
                config.emaDecay() > 0 ? Optional.of(new AveragedWeights(all, config.emaDecay())) : Optional.empty();
    }

    StatefulOptimizer optimizer() {
        return optimizer;
    }

    void step(float learningRate) {
        optimizer.step(learningRate, maxGradientNorm);
        averaged.ifPresent(a -> a.update(optimizer.steps()));
    }

    /** Runs with the weights that are evaluated and exported in place of the trained ones. */
    <T> T withEvaluatedWeights(Task<T> task) throws IOException {
        averaged.ifPresent(AveragedWeights::swap);
        try {
            return task.run();
        } finally {
            averaged.ifPresent(AveragedWeights::swap);
        }
    }

    /** Everything a checkpoint holds, in a fixed order. */
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
