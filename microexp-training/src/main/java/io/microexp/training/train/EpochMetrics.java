package io.microexp.training.train;

import io.microexp.training.eval.PairedGain;

/**
 * One line of a run's log.
 *
 * @param epoch from 1; 0 for the initial weights, whose training figures are NaN
 * @param learningRate at the epoch's end
 * @param trainLoss mean over the epoch's augmented batches
 * @param trainAccuracy share of augmented training faces whose predicted class is that of their target, 0 to 1
 * @param validLoss cross-entropy on the validation split
 * @param validAccuracy on the validation split, 0 to 1; of two heads, the first one's
 * @param imagesPerSecond trained
 * @param seconds the epoch took, validation included
 * @param validMajority accuracy of the second head by {@code FerPlusProtocol.MAJORITY}, NaN with one head
 * @param validPlurality accuracy of the second head by {@code FerPlusProtocol.PLURALITY}, NaN with one head
 * @param overStart the validation faces gained and lost against epoch 0, {@link PairedGain#NONE} in a run without one
 */
public record EpochMetrics(
        int epoch,
        float learningRate,
        double trainLoss,
        double trainAccuracy,
        double validLoss,
        double validAccuracy,
        double imagesPerSecond,
        double seconds,
        double validMajority,
        double validPlurality,
        PairedGain overStart) {
    /** Describes an epoch of a network with one head, in a run without an epoch 0. */
    public EpochMetrics(
            int epoch,
            float learningRate,
            double trainLoss,
            double trainAccuracy,
            double validLoss,
            double validAccuracy,
            double imagesPerSecond,
            double seconds) {
        this(
                epoch,
                learningRate,
                trainLoss,
                trainAccuracy,
                validLoss,
                validAccuracy,
                imagesPerSecond,
                seconds,
                Double.NaN,
                Double.NaN,
                PairedGain.NONE);
    }
}
