package io.microexp.training.augment;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Mixup of a batch with a permutation of itself (Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR
 * 2018): {@code λ x + (1 - λ) x'}, the targets likewise, one λ ~ Beta(α, α) a batch.
 */
final class Mixup {
    private Mixup() {}

    static Batch apply(Batch batch, double alpha, SplittableRandom random) {
        float lambda = (float) beta(alpha, random);
        int[] permutation = BatchLoader.shuffled(batch.size(), random);
        int[] partners = Arrays.stream(permutation).map(i -> batch.indices()[i]).toArray();
        float[] lambdas = new float[batch.size()];
        Arrays.fill(lambdas, lambda);
        return new Batch(
                mix(batch.pixels(), permutation, lambda),
                mix(batch.targets(), permutation, lambda),
                batch.indices(),
                partners,
                lambdas,
                batch.view());
    }

    private static float[] mix(float[] rows, int[] permutation, float lambda) {
        float[] mixed = new float[rows.length];
        int length = rows.length / permutation.length;
        for (int i = 0; i < permutation.length; i++) {
            for (int j = 0; j < length; j++) {
                mixed[i * length + j] =
                        lambda * rows[i * length + j] + (1 - lambda) * rows[permutation[i] * length + j];
            }
        }
        return mixed;
    }

    /**
     * Beta(α, α) by Jöhnk's rejection method, in logarithms so that powers of a small α do not underflow; cheap for
     * the α of at most 2 that {@link Augmentation} takes.
     */
    static double beta(double alpha, SplittableRandom random) {
        while (true) {
            double logX = Math.log(1 - random.nextDouble()) / alpha;
            double logY = Math.log(1 - random.nextDouble()) / alpha;
            double largest = Math.max(logX, logY);
            double logSum = largest + Math.log(Math.exp(logX - largest) + Math.exp(logY - largest));
            if (logSum <= 0) {
                return Math.exp(logX - logSum);
            }
        }
    }
}
