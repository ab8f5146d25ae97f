package io.microexp.training.train;

import io.microexp.training.augment.Augmentation;
import java.util.Objects;

/**
 * Which faces a step is trained on.
 *
 * @param batchSize faces per step, at least 2
 * @param augmentation how faces are varied and mixed
 * @param classBalance how much more often rare classes are drawn: 0 for every face once per epoch, 1 for all classes
 *     equally often
 * @param milderPart fraction of the epochs, at the end, in which {@link Augmentation#milder} is applied, 0 to 1
 */
public record Sampling(int batchSize, Augmentation augmentation, float classBalance, float milderPart) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Sampling {
        TrainingConfig.require(batchSize >= 2, "a batch size >= 2", batchSize);
        Objects.requireNonNull(augmentation, "augmentation");
        TrainingConfig.require(classBalance >= 0 && classBalance <= 1, "a class balance in [0, 1]", classBalance);
        TrainingConfig.require(milderPart >= 0 && milderPart <= 1, "a milder part in [0, 1]", milderPart);
    }

    /**
     * Returns how faces are varied in an epoch.
     *
     * @param epoch from 1 to {@code epochs}
     * @param epochs of the run
     */
    public Augmentation augmentationAt(int epoch, int epochs) {
        return epoch > epochsBeforeMilder(epochs) ? augmentation.milder() : augmentation;
    }

    /**
     * Returns the number of epochs, from the first, that vary faces by {@link #augmentation()} as it is.
     *
     * @param epochs of the run
     */
    public int epochsBeforeMilder(int epochs) {
        return Math.round(epochs * (1 - milderPart));
    }
}
