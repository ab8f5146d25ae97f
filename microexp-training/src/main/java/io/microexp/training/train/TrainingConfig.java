package io.microexp.training.train;

import io.microexp.training.augment.Augmentation;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.train.optim.OptimizerConfig;
import io.microexp.training.train.optim.OptimizerKind;
import java.util.Objects;

/**
 * Every choice of a training run. Together with the data, the teacher and the initial weights it determines the result
 * on one machine.
 *
 * @param schedule length and learning rate
 * @param optimizer how gradients change the weights
 * @param objective what is minimized
 * @param sampling which faces a step is trained on
 * @param seed of initial weights, shuffling, augmentation and dropout
 */
public record TrainingConfig(
        Schedule schedule, OptimizerConfig optimizer, Objective objective, Sampling sampling, long seed) {
    /** The paper's section IV.B: Adam, cosine from 1e-3 to 1e-5 over 80 epochs, batch 64, patience 15, no teacher yet. */
    public static final TrainingConfig PAPER = new TrainingConfig(
            new Schedule(80, 1e-3f, 1e-5f, 0f, 15, BestBy.ACCURACY),
            new OptimizerConfig(OptimizerKind.ADAMW, 0f, 0f, 0f),
            new Objective(0f, 0f, DistillationLoss.TEMPERATURE, 0f),
            new Sampling(64, Augmentation.PAPER, 0f, 0f),
            1L);

    /** Long runs from drawn weights: AdamW with warm-up, decay, label smoothing, averaged weights and clipping. */
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
     * Adapts a trained model to a few hundred or thousand faces: a low learning rate, mild augmentation, averaged
     * weights, few epochs.
     */
    public static final TrainingConfig FINE_TUNE = STRONG.toBuilder()
            .epochs(10)
            .batchSize(32)
            .learningRate(5e-5f)
            .finalLearningRate(0f)
            .warmupEpochs(0.5f)
            .labelSmoothing(0f)
            .emaDecay(0.98f)
            .augmentation(Augmentation.MILD)
            .build();

    /** Checks that nothing is missing. */
    public TrainingConfig {
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(objective, "objective");
        Objects.requireNonNull(sampling, "sampling");
    }

    static void require(boolean holds, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException("Training: expected " + expected + ", found " + found);
        }
    }

    /** Returns a builder that starts from these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects values by name, whichever record they belong to. */
    public static final class Builder {
        private int epochs;
        private float learningRate;
        private float finalLearningRate;
        private float warmupEpochs;
        private int patience;
        private BestBy bestBy;
        private OptimizerKind optimizer;
        private float weightDecay;
        private float maxGradientNorm;
        private float emaDecay;
        private float labelSmoothing;
        private float alpha;
        private float temperature;
        private float focalGamma;
        private int batchSize;
        private Augmentation augmentation;
        private float classBalance;
        private float milderPart;
        private long seed;

        private Builder(TrainingConfig config) {
            epochs = config.schedule.epochs();
            learningRate = config.schedule.learningRate();
            finalLearningRate = config.schedule.finalLearningRate();
            warmupEpochs = config.schedule.warmupEpochs();
            patience = config.schedule.patience();
            bestBy = config.schedule.bestBy();
            optimizer = config.optimizer.kind();
            weightDecay = config.optimizer.weightDecay();
            maxGradientNorm = config.optimizer.maxGradientNorm();
            emaDecay = config.optimizer.emaDecay();
            labelSmoothing = config.objective.labelSmoothing();
            alpha = config.objective.alpha();
            temperature = config.objective.temperature();
            focalGamma = config.objective.focalGamma();
            batchSize = config.sampling.batchSize();
            augmentation = config.sampling.augmentation();
            classBalance = config.sampling.classBalance();
            milderPart = config.sampling.milderPart();
            seed = config.seed;
        }

        /** Sets {@link Schedule#epochs()}. */
        public Builder epochs(int epochs) {
            this.epochs = epochs;
            return this;
        }

        /** Sets {@link Schedule#learningRate()}. */
        public Builder learningRate(float learningRate) {
            this.learningRate = learningRate;
            return this;
        }

        /** Sets {@link Schedule#finalLearningRate()}. */
        public Builder finalLearningRate(float finalLearningRate) {
            this.finalLearningRate = finalLearningRate;
            return this;
        }

        /** Sets {@link Schedule#warmupEpochs()}. */
        public Builder warmupEpochs(float warmupEpochs) {
            this.warmupEpochs = warmupEpochs;
            return this;
        }

        /** Sets {@link Schedule#patience()}. */
        public Builder patience(int patience) {
            this.patience = patience;
            return this;
        }

        /** Sets {@link Schedule#bestBy()}. */
        public Builder bestBy(BestBy bestBy) {
            this.bestBy = bestBy;
            return this;
        }

        /** Sets {@link OptimizerConfig#kind()}. */
        public Builder optimizer(OptimizerKind optimizer) {
            this.optimizer = optimizer;
            return this;
        }

        /** Sets {@link OptimizerConfig#weightDecay()}. */
        public Builder weightDecay(float weightDecay) {
            this.weightDecay = weightDecay;
            return this;
        }

        /** Sets {@link OptimizerConfig#maxGradientNorm()}. */
        public Builder maxGradientNorm(float maxGradientNorm) {
            this.maxGradientNorm = maxGradientNorm;
            return this;
        }

        /** Sets {@link OptimizerConfig#emaDecay()}. */
        public Builder emaDecay(float emaDecay) {
            this.emaDecay = emaDecay;
            return this;
        }

        /** Sets {@link Objective#labelSmoothing()}. */
        public Builder labelSmoothing(float labelSmoothing) {
            this.labelSmoothing = labelSmoothing;
            return this;
        }

        /** Sets {@link Objective#alpha()}. */
        public Builder alpha(float alpha) {
            this.alpha = alpha;
            return this;
        }

        /** Sets {@link Objective#temperature()}. */
        public Builder temperature(float temperature) {
            this.temperature = temperature;
            return this;
        }

        /** Sets {@link Objective#focalGamma()}. */
        public Builder focalGamma(float focalGamma) {
            this.focalGamma = focalGamma;
            return this;
        }

        /** Sets {@link Sampling#batchSize()}. */
        public Builder batchSize(int batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        /** Sets {@link Sampling#augmentation()}. */
        public Builder augmentation(Augmentation augmentation) {
            this.augmentation = augmentation;
            return this;
        }

        /** Sets {@link Sampling#classBalance()}. */
        public Builder classBalance(float classBalance) {
            this.classBalance = classBalance;
            return this;
        }

        /** Sets {@link Sampling#milderPart()}. */
        public Builder milderPart(float milderPart) {
            this.milderPart = milderPart;
            return this;
        }

        /** Sets {@link TrainingConfig#seed()}. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @throws IllegalArgumentException if a value is out of range
         */
        public TrainingConfig build() {
            return new TrainingConfig(
                    new Schedule(epochs, learningRate, finalLearningRate, warmupEpochs, patience, bestBy),
                    new OptimizerConfig(optimizer, weightDecay, maxGradientNorm, emaDecay),
                    new Objective(labelSmoothing, alpha, temperature, focalGamma),
                    new Sampling(batchSize, augmentation, classBalance, milderPart),
                    seed);
        }
    }
}
