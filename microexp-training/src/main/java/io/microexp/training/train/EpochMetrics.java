package io.microexp.training.train;

/**
 * One line of a run's log.
 *
 * @param epoch from 1
 * @param learningRate at the epoch's end
 * @param trainLoss mean over the epoch's augmented batches
 * @param trainAccuracy share of augmented training faces whose top class is their target's, 0 to 1
 * @param validLoss cross-entropy on the validation split
 * @param validAccuracy on the validation split, 0 to 1
 * @param imagesPerSecond trained
 * @param seconds the epoch took, validation included
 */
public record EpochMetrics(
        int epoch,
        float learningRate,
        double trainLoss,
        double trainAccuracy,
        double validLoss,
        double validAccuracy,
        double imagesPerSecond,
        double seconds) {}
