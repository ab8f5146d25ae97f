package io.microexp.training.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Stochastic gradient descent with Nesterov momentum 0.9 (Sutskever et al. 2013, in PyTorch's form) and L2 decay.
 */
final class NesterovSgd extends StatefulOptimizer {
    private static final float MOMENTUM = 0.9f;

    NesterovSgd(List<Parameter> parameters, float weightDecay) {
        super(parameters, 1, weightDecay);
    }

    @Override
    void update(NDArray weight, NDArray gradient, List<NDArray> state, float learningRate, float decay) {
        NDArray values = Arrays.view(weight, gradient.getManager());
        NDArray velocity = state.get(0);
        if (decay > 0) {
            gradient.addi(Arrays.copy(values, gradient.getManager()).muli(decay));
        }
        velocity.muli(MOMENTUM).addi(gradient);
        NDArray direction =
                Arrays.copy(velocity, gradient.getManager()).muli(MOMENTUM).addi(gradient);
        values.subi(direction.muli(learningRate));
    }
}
