package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import io.microexp.training.augment.Batch;

/**
 * Predicts soft targets for a student. Called by the training thread alone.
 */
public interface Teacher extends AutoCloseable {
    /**
     * Predicts a batch, which is augmented as the student sees it.
     *
     * @param batch the batch: dataset indices and mixup weights for teachers that remember faces
     * @param pixels the same batch as (N, 1, H, W), normalized float32
     * @return logits (N, classes) without gradient, attached to the manager of {@code pixels}
     */
    NDArray logits(Batch batch, NDArray pixels);

    /**
     * Returns what names this teacher by content. Two teachers of one identity predict the same. A run is resumed only
     * with the teacher it began with.
     */
    String identity();

    @Override
    void close();
}
