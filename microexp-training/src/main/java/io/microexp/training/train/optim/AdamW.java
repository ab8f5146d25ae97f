package io.microexp.training.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), β1 0.9, β2 0.999, ε 1e-8; without decay it is the
 * paper's Adam.
 */
class AdamW extends StatefulOptimizer {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;
    private static final float NO_CLIP = -1f;

    AdamW(List<Parameter> parameters, float weightDecay) {
        super(parameters, 2, weightDecay);
    }

    @Override
    void update(NDArray weight, NDArray gradient, List<NDArray> state, float learningRate, float decay) {
        double correction = Math.sqrt(1 - Math.pow(BETA2, steps())) / (1 - Math.pow(BETA1, steps()));
        weight.getNDArrayInternal()
                .adamUpdate(
                        new NDList(weight, gradient, state.get(0), state.get(1)),
                        new NDList(weight),
                        learningRate,
                        (float) (learningRate * correction),
                        decay,
                        1f,
                        NO_CLIP,
                        BETA1,
                        BETA2,
                        EPSILON,
                        false,
                        true);
    }
}
