package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import io.microexp.training.augment.Batch;

/**
 * Gives soft targets to a student.
 *
 * <p>Thread safety: none; called by the training thread.
 */
public interface Teacher extends AutoCloseable {
    /**
     * The teacher's view of a batch, augmented as the student sees it.
     *
     * @param batch the batch: dataset indices and mixup weights for teachers that remember faces
     * @param pixels the same batch as (N, 1, H, W), normalised float32
     * @return logits (N, classes) without gradient, attached to the manager of {@code pixels}
     */
    NDArray logits(Batch batch, NDArray pixels);

    @Override
    void close();
}
