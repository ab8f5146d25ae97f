package io.microexp.training.train;

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
        double validPlurality) {
    /** Describes an epoch of a network with one head. */
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
                Double.NaN);
    }
}
