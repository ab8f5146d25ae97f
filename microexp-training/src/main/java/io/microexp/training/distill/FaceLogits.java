package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.augment.Batch;
import java.util.List;

/**
 * A prediction per face, for teachers that do not look at pixels. The prediction for two faces that mixup mixed is the
 * mixture of their distributions.
 */
final class FaceLogits {
    private final float[] logits;
    private final List<Integer> heads;
    private final int classes;

    /**
     * @param logits (faces, classes) row-major, within ±128; kept
     * @param heads classes of each head in a row; each head has its own distribution
     */
    FaceLogits(float[] logits, List<Integer> heads) {
        this.logits = logits;
        this.heads = heads;
        this.classes = heads.stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns the logits (N, classes) of a batch, attached to {@code manager}. */
    NDArray of(Batch batch, NDManager manager) {
        float[] rows = new float[batch.size() * classes];
        for (int i = 0; i < batch.size(); i++) {
            double[] own = distribution(batch.indices()[i], 1);
            double[] other = distribution(batch.partners()[i], 1);
            float lambda = batch.lambda()[i];
            for (int c = 0; c < classes; c++) {
                rows[i * classes + c] = (float) Math.log(lambda * own[c] + (1 - lambda) * other[c]);
            }
        }
        return manager.create(rows, new Shape(batch.size(), classes));
    }

    /* Of logits within ±128, so no probability underflows in double precision. */
    double[] distribution(int face, double temperature) {
        double[] distribution = new double[classes];
        int from = 0;
        for (int size : heads) {
            double sum = 0;
            for (int c = from; c < from + size; c++) {
                distribution[c] = Math.exp(logits[face * classes + c] / temperature);
                sum += distribution[c];
            }
            for (int c = from; c < from + size; c++) {
                distribution[c] /= sum;
            }
            from += size;
        }
        return distribution;
    }
}
