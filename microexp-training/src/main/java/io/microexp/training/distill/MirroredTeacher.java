package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import io.microexp.training.augment.Batch;

/**
 * A teacher's predictions for mirror images. An expression has no left and right, so the mean of these predictions and of
 * the teacher's own, an {@link EnsembleTeacher} of the two, is better than either.
 *
 * <p>Not thread-safe.
 */
public final class MirroredTeacher implements Teacher {
    private static final int WIDTH_AXIS = 3;

    private final Teacher teacher;

    /**
     * Makes a view of a teacher.
     *
     * @param teacher predicts the mirror images; its owner closes it
     */
    public MirroredTeacher(Teacher teacher) {
        this.teacher = teacher;
    }

    @Override
    public NDArray logits(Batch batch, NDArray pixels) {
        NDArray mirrored = pixels.flip(WIDTH_AXIS);
        Batch same = new Batch(
                mirrored.toFloatArray(),
                batch.targets(),
                batch.indices(),
                batch.partners(),
                batch.lambda(),
                batch.view());
        return teacher.logits(same, mirrored);
    }

    @Override
    public String identity() {
        return "mirrored " + teacher.identity();
    }

    @Override
    public void close() {}
}
