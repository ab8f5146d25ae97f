package io.microexp.training.train.optim;

import ai.djl.nn.Parameter;
import java.util.List;

/** The optimizers of {@link OptimizerConfig}. */
public enum OptimizerKind {
    /** Adam with decoupled weight decay; the paper's Adam when the decay is 0. */
    ADAMW {
        @Override
        StatefulOptimizer create(List<Parameter> parameters, float weightDecay) {
            return new AdamW(parameters, weightDecay);
        }
    },
    /** Orthogonalized momentum for dense layers, AdamW for all others, at the learning rates of AdamW. */
    MUON {
        @Override
        StatefulOptimizer create(List<Parameter> parameters, float weightDecay) {
            return new Muon(parameters, weightDecay);
        }
    },
    /** Stochastic gradient descent with Nesterov momentum 0.9. */
    SGD {
        @Override
        StatefulOptimizer create(List<Parameter> parameters, float weightDecay) {
            return new NesterovSgd(parameters, weightDecay);
        }
    };

    abstract StatefulOptimizer create(List<Parameter> parameters, float weightDecay);
}
