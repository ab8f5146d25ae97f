package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import io.microexp.training.augment.Batch;

/**
 * What a teacher says of the mirror images. An expression has no left and right, so the mean of this and of the teacher
 * itself, an {@link EnsembleTeacher} of the two, differs from the truth by less than either.
 *
 * <p>Thread safety: none; called by the training thread.
 */
public final class MirroredTeacher implements Teacher {
    private static final int WIDTH_AXIS = 3;

    private final Teacher teacher;

    /**
     * A view of a teacher.
     *
     * @param teacher asked about mirror images; its owner closes it
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
