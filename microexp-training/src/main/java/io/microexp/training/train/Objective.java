package io.microexp.training.train;

import io.microexp.training.distill.DistillationLoss;

/**
 * What the training minimizes; see {@link DistillationLoss}.
 *
 * @param labelSmoothing share of each target that is spread evenly over the classes, 0 to below 1
 * @param alpha weight of the distillation term of equation (1), 0 to 1; 0 without a teacher
 * @param temperature T of equation (1), positive
 * @param focalGamma γ of the focal loss on the labels, 0 or more; 0 for cross-entropy
 */
public record Objective(float labelSmoothing, float alpha, float temperature, float focalGamma) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Objective {
        TrainingConfig.require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing in [0, 1)", labelSmoothing);
        TrainingConfig.require(alpha >= 0 && alpha <= 1, "alpha in [0, 1]", alpha);
        TrainingConfig.require(temperature > 0, "a positive temperature", temperature);
        TrainingConfig.require(focalGamma >= 0 && Float.isFinite(focalGamma), "a focal gamma >= 0", focalGamma);
    }

    /** Returns the loss of a batch. */
    public DistillationLoss loss() {
        return new DistillationLoss(alpha, temperature, focalGamma);
    }
}
