package io.microexp.training.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * The exponential moving average of all parameters, batch-norm statistics included (Polyak averaging). Early on the
 * decay is smaller, {@code (1 + steps) / (10 + steps)}, so that the first weights are forgotten.
 */
public final class AveragedWeights {
    private final List<NDArray> weights;
    private final List<NDArray> averages = new ArrayList<>();
    private final float decay;

    /**
     * Starts at the current values.
     *
     * @param parameters initialized
     * @param decay of the average per step, above 0 and below 1
     */
    public AveragedWeights(List<Parameter> parameters, float decay) {
        this.weights = parameters.stream().map(Parameter::getArray).toList();
        this.decay = decay;
        for (NDArray weight : weights) {
            NDArray view = Arrays.view(weight, weight.getManager());
            averages.add(Arrays.copy(view, weight.getManager()));
            view.close();
        }
    }

    /**
     * Adds the current values to the average.
     *
     * @param steps taken so far
     */
    public void update(long steps) {
        float kept = Math.min(decay, (1f + steps) / (10f + steps));
        for (int i = 0; i < averages.size(); i++) {
            try (NDManager scratch = averages.get(i).getManager().newSubManager()) {
                NDArray weight = Arrays.copy(Arrays.view(weights.get(i), scratch), scratch);
                averages.get(i).muli(kept).addi(weight.muli(1 - kept));
            }
        }
    }

    /** Swaps weights and averages. A second call swaps them back. */
    public void swap() {
        for (int i = 0; i < averages.size(); i++) {
            float[] held = weights.get(i).toFloatArray();
            Arrays.assign(weights.get(i), averages.get(i).toFloatArray());
            Arrays.assign(averages.get(i), held);
        }
    }

    /** Returns the averages, one array per parameter. */
    public List<NDArray> averages() {
        return averages;
    }
}
