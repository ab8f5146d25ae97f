package io.microexp.training.train.optim;

import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Objects;

/**
 * How gradients change the weights.
 *
 * @param kind the optimizer
 * @param weightDecay decoupled decay per step and learning rate, on weights but not on biases and batch-norm; 0 or more
 * @param maxGradientNorm L2 norm over all gradients above which they are scaled down to it; 0 for no limit
 * @param emaDecay decay per step of the averaged weights that are evaluated and exported, below 1; 0 for the weights
 *     themselves
 */
public record OptimizerConfig(OptimizerKind kind, float weightDecay, float maxGradientNorm, float emaDecay) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public OptimizerConfig {
        Objects.requireNonNull(kind, "kind");
        require(weightDecay >= 0, "weight decay >= 0", weightDecay);
        require(maxGradientNorm >= 0, "a gradient norm limit >= 0", maxGradientNorm);
        require(emaDecay >= 0 && emaDecay < 1, "an EMA decay in [0, 1)", emaDecay);
    }

    private static void require(boolean holds, String expected, float found) {
        if (!holds) {
            throw new IllegalArgumentException("Training: expected " + expected + ", found " + found);
        }
    }

    /** Creates the optimizer of these parameters, which must be initialized. */
    public StatefulOptimizer create(List<Parameter> parameters) {
        return kind.create(parameters, weightDecay);
    }
}
