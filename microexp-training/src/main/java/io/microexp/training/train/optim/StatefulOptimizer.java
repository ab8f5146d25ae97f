package io.microexp.training.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A first-order optimizer whose state can be saved and restored, unlike that of DJL's own optimizers.
 */
public abstract class StatefulOptimizer {
    private final List<Parameter> parameters;
    private final List<List<NDArray>> moments = new ArrayList<>();
    private final float weightDecay;
    private long steps;

    /**
     * @param parameters the trained parameters, initialized
     * @param momentsEach state arrays per parameter, zeros at first
     * @param weightDecay applied to weights, not to biases and batch-norm
     */
    StatefulOptimizer(List<Parameter> parameters, int momentsEach, float weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.weightDecay = weightDecay;
        for (Parameter parameter : parameters) {
            List<NDArray> state = new ArrayList<>();
            for (int i = 0; i < momentsEach; i++) {
                state.add(parameter
                        .getArray()
                        .getManager()
                        .zeros(parameter.getArray().getShape()));
            }
            moments.add(state);
        }
    }

    /**
     * Updates every parameter by its gradient, then clears the gradient.
     *
     * @param learningRate of this step
     * @param maxGradientNorm the L2 norm over all gradients above which they are scaled down; 0 for no limit
     */
    public final void step(float learningRate, float maxGradientNorm) {
        steps++;
        float scale = maxGradientNorm > 0 ? Math.min(1f, maxGradientNorm / gradientNorm()) : 1f;
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            float decay = parameter.getType() == Parameter.Type.WEIGHT ? weightDecay : 0f;
            try (NDManager scratch = parameter.getArray().getManager().newSubManager()) {
                NDArray gradient = parameter.getArray().getGradient();
                gradient.attach(scratch);
                gradient.muli(scale);
                update(parameter.getArray(), gradient, moments.get(i), learningRate, decay);
                gradient.muli(0);
            }
        }
    }

    /**
     * Updates one parameter.
     *
     * @param weight changed in place
     * @param gradient may be overwritten; what is attached to its manager is freed after the call
     * @param state this parameter's arrays, changed in place
     */
    abstract void update(NDArray weight, NDArray gradient, List<NDArray> state, float learningRate, float decay);

    /** Returns the number of steps taken so far, the current one included. */
    public final long steps() {
        return steps;
    }

    /** Returns all state arrays in a fixed order. */
    public final List<NDArray> state() {
        return moments.stream().flatMap(List::stream).toList();
    }

    /** Sets the number of steps taken, when a run is resumed. */
    public final void restoreSteps(long steps) {
        this.steps = steps;
    }

    private float gradientNorm() {
        double sum = 0;
        for (Parameter parameter : parameters) {
            try (NDManager scratch = parameter.getArray().getManager().newSubManager()) {
                NDArray gradient = parameter.getArray().getGradient();
                gradient.attach(scratch);
                sum += gradient.square().sum().getFloat();
            }
        }
        return (float) Math.sqrt(sum);
    }
}
