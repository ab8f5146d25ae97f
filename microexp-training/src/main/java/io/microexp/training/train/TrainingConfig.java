package io.microexp.training.train;

import io.microexp.training.augment.Augmentation;
import io.microexp.training.distill.DistillationLoss;
import java.util.Objects;

/**
 * Every choice of a training run; with the data and the seed it determines the result on one machine.
 *
 * <p>Thread safety: immutable.
 *
 * @param epochs passes over the training split, positive
 * @param batchSize faces a step, at least 2
 * @param optimizer the optimiser
 * @param learningRate peak, positive
 * @param finalLearningRate at the end of the cosine, not above the peak
 * @param warmupEpochs linear rise from 0 at the start, may be fractional
 * @param weightDecay on weights alone, not negative
 * @param labelSmoothing 0 to below 1
 * @param emaDecay decay a step of the averaged weights that are evaluated and exported; 0 for the raw ones
 * @param maxGradientNorm L2 norm gradients are clipped to; 0 for no limit
 * @param patience epochs without a better one, by {@code bestBy}, before the run stops early, positive
 * @param alpha weight of the distillation term of equation (1); 0 without a teacher
 * @param temperature T of equation (1)
 * @param augmentation how faces are varied
 * @param focalGamma γ of the focal loss on the labels; 0 for cross-entropy
 * @param classBalance how far classes are drawn alike, 0 for every face once an epoch to 1 for all classes equally often;
 *     see {@link io.microexp.training.augment.ClassBalance}
 * @param bestBy which epoch's weights are kept
 * @param milderPart fraction of the epochs, at the end, in which {@link Augmentation#milder} is applied, 0 to 1
 * @param seed of weights, shuffling, augmentation and dropout
 */
public record TrainingConfig(
        int epochs,
        int batchSize,
        OptimizerKind optimizer,
        float learningRate,
        float finalLearningRate,
        float warmupEpochs,
        float weightDecay,
        float labelSmoothing,
        float emaDecay,
        float maxGradientNorm,
        int patience,
        float alpha,
        float temperature,
        Augmentation augmentation,
        float focalGamma,
        float classBalance,
        BestBy bestBy,
        float milderPart,
        long seed) {
    /** The paper's section IV.B: Adam, cosine 1e-3 to 1e-5 over 80 epochs, batch 64, patience 15. No teacher yet. */
    public static final TrainingConfig PAPER = new TrainingConfig(
            80,
            64,
            OptimizerKind.ADAMW,
            1e-3f,
            1e-5f,
            0f,
            0f,
            0f,
            0f,
            0f,
            15,
            0f,
            DistillationLoss.TEMPERATURE,
            Augmentation.PAPER,
            0f,
            0f,
            BestBy.ACCURACY,
            0f,
            1L);

    /** What the runs of the shipped models start from: AdamW with warm-up, decay, label smoothing, averaged weights and clipping. */
    public static final TrainingConfig STRONG = PAPER.toBuilder()
            .batchSize(128)
            .learningRate(3e-3f)
            .warmupEpochs(1f)
            .weightDecay(0.02f)
            .labelSmoothing(0.1f)
            .emaDecay(0.998f)
            .maxGradientNorm(5f)
            .augmentation(Augmentation.STRONG)
            .build();

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public TrainingConfig {
        require(epochs >= 1, "epochs >= 1", epochs);
        require(batchSize >= 2, "a batch size >= 2", batchSize);
        require(learningRate > 0 && Float.isFinite(learningRate), "a positive learning rate", learningRate);
        require(
                finalLearningRate >= 0 && finalLearningRate <= learningRate,
                "a final learning rate between 0 and the peak",
                finalLearningRate);
        require(warmupEpochs >= 0 && warmupEpochs < epochs, "warm-up shorter than the run", warmupEpochs);
        require(weightDecay >= 0, "weight decay >= 0", weightDecay);
        require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing in [0, 1)", labelSmoothing);
        require(emaDecay >= 0 && emaDecay < 1, "an EMA decay in [0, 1)", emaDecay);
        require(maxGradientNorm >= 0, "a gradient norm limit >= 0", maxGradientNorm);
        require(patience >= 1, "patience >= 1", patience);
        require(alpha >= 0 && alpha <= 1, "alpha in [0, 1]", alpha);
        require(temperature > 0, "a positive temperature", temperature);
        require(focalGamma >= 0 && Float.isFinite(focalGamma), "a focal gamma >= 0", focalGamma);
        require(classBalance >= 0 && classBalance <= 1, "a class balance in [0, 1]", classBalance);
        Objects.requireNonNull(bestBy, "bestBy");
        require(milderPart >= 0 && milderPart <= 1, "a milder part in [0, 1]", milderPart);
    }

    private static void require(boolean holds, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException("Training: expected " + expected + ", found " + found);
        }
    }

    /**
     * The learning rate at a point of the run: linear warm-up, then a half cosine to the final rate.
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

    /**
     * How faces are varied in an epoch.
     *
     * @param epoch from 1 to {@link #epochs()}
     */
    public Augmentation augmentationAt(int epoch) {
        return epoch > Math.round(epochs * (1 - milderPart)) ? augmentation.milder() : augmentation;
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects values. Thread safety: none. */
    public static final class Builder {
        private int epochs;
        private int batchSize;
        private OptimizerKind optimizer;
        private float learningRate;
        private float finalLearningRate;
        private float warmupEpochs;
        private float weightDecay;
        private float labelSmoothing;
        private float emaDecay;
        private float maxGradientNorm;
        private int patience;
        private float alpha;
        private float temperature;
        private Augmentation augmentation;
        private float focalGamma;
        private float classBalance;
        private BestBy bestBy;
        private float milderPart;
        private long seed;

        private Builder(TrainingConfig config) {
            epochs = config.epochs;
            batchSize = config.batchSize;
            optimizer = config.optimizer;
            learningRate = config.learningRate;
            finalLearningRate = config.finalLearningRate;
            warmupEpochs = config.warmupEpochs;
            weightDecay = config.weightDecay;
            labelSmoothing = config.labelSmoothing;
            emaDecay = config.emaDecay;
            maxGradientNorm = config.maxGradientNorm;
            patience = config.patience;
            alpha = config.alpha;
            temperature = config.temperature;
            augmentation = config.augmentation;
            focalGamma = config.focalGamma;
            classBalance = config.classBalance;
            bestBy = config.bestBy;
            milderPart = config.milderPart;
            seed = config.seed;
        }

        /** Sets the epochs. */
        public Builder epochs(int epochs) {
            this.epochs = epochs;
            return this;
        }

        /** Sets the batch size. */
        public Builder batchSize(int batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        /** Sets the optimiser. */
        public Builder optimizer(OptimizerKind optimizer) {
            this.optimizer = optimizer;
            return this;
        }

        /** Sets the peak learning rate. */
        public Builder learningRate(float learningRate) {
            this.learningRate = learningRate;
            return this;
        }

        /** Sets the last learning rate. */
        public Builder finalLearningRate(float finalLearningRate) {
            this.finalLearningRate = finalLearningRate;
            return this;
        }

        /** Sets the warm-up. */
        public Builder warmupEpochs(float warmupEpochs) {
            this.warmupEpochs = warmupEpochs;
            return this;
        }

        /** Sets the weight decay. */
        public Builder weightDecay(float weightDecay) {
            this.weightDecay = weightDecay;
            return this;
        }

        /** Sets the label smoothing. */
        public Builder labelSmoothing(float labelSmoothing) {
            this.labelSmoothing = labelSmoothing;
            return this;
        }

        /** Sets the decay of the averaged weights. */
        public Builder emaDecay(float emaDecay) {
            this.emaDecay = emaDecay;
            return this;
        }

        /** Sets the gradient norm limit. */
        public Builder maxGradientNorm(float maxGradientNorm) {
            this.maxGradientNorm = maxGradientNorm;
            return this;
        }

        /** Sets the patience of early stopping. */
        public Builder patience(int patience) {
            this.patience = patience;
            return this;
        }

        /** Sets the weight of the distillation term. */
        public Builder alpha(float alpha) {
            this.alpha = alpha;
            return this;
        }

        /** Sets the temperature of the distillation term. */
        public Builder temperature(float temperature) {
            this.temperature = temperature;
            return this;
        }

        /** Sets the augmentation. */
        public Builder augmentation(Augmentation augmentation) {
            this.augmentation = augmentation;
            return this;
        }

        /** Sets the focal loss's gamma. */
        public Builder focalGamma(float focalGamma) {
            this.focalGamma = focalGamma;
            return this;
        }

        /** Sets the class balance. */
        public Builder classBalance(float classBalance) {
            this.classBalance = classBalance;
            return this;
        }

        /** Sets which epoch's weights are kept. */
        public Builder bestBy(BestBy bestBy) {
            this.bestBy = bestBy;
            return this;
        }

        /** Sets the fraction of the epochs, at the end, with milder augmentation. */
        public Builder milderPart(float milderPart) {
            this.milderPart = milderPart;
            return this;
        }

        /** Sets the seed. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Builds the configuration. */
        public TrainingConfig build() {
            return new TrainingConfig(
                    epochs,
                    batchSize,
                    optimizer,
                    learningRate,
                    finalLearningRate,
                    warmupEpochs,
                    weightDecay,
                    labelSmoothing,
                    emaDecay,
                    maxGradientNorm,
                    patience,
                    alpha,
                    temperature,
                    augmentation,
                    focalGamma,
                    classBalance,
                    bestBy,
                    milderPart,
                    seed);
        }
    }
}
