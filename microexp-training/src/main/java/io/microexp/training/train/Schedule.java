package io.microexp.training.train;

import java.util.Objects;

/**
 * How long a run is and how its learning rate changes: a linear warm-up, then a half cosine (Loshchilov and Hutter 2017,
 * "SGDR").
 *
 * @param epochs passes over the training split, at least 1
 * @param learningRate peak, positive
 * @param finalLearningRate at the end of the cosine, between 0 and the peak
 * @param warmupEpochs length of the warm-up from 0, may be fractional, shorter than the run
 * @param patience epochs without a better one before the run stops early, at least 1
 * @param bestBy which epoch's weights are kept
 */
public record Schedule(
        int epochs, float learningRate, float finalLearningRate, float warmupEpochs, int patience, BestBy bestBy) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Schedule {
        TrainingConfig.require(epochs >= 1, "epochs >= 1", epochs);
        TrainingConfig.require(
                learningRate > 0 && Float.isFinite(learningRate), "a positive learning rate", learningRate);
        TrainingConfig.require(
                finalLearningRate >= 0 && finalLearningRate <= learningRate,
                "a final learning rate between 0 and the peak",
                finalLearningRate);
        TrainingConfig.require(
                warmupEpochs >= 0 && warmupEpochs < epochs, "warm-up shorter than the run", warmupEpochs);
        TrainingConfig.require(patience >= 1, "patience >= 1", patience);
        Objects.requireNonNull(bestBy, "bestBy");
    }

    /**
     * Returns the learning rate at a point of the run.
     *
     * @param epoch epochs done, fractional, 0 to {@link #epochs()}
     */
    public float learningRateAt(double epoch) {
        if (epoch < warmupEpochs) {
            return (float) (learningRate * epoch / warmupEpochs);
        }
        double progress = (epoch - warmupEpochs) / (epochs - warmupEpochs);
        double cosine = (1 + Math.cos(Math.PI * progress)) / 2;
        return (float) (finalLearningRate + (learningRate - finalLearningRate) * cosine);
    }
}
