package io.microexp.training.distill;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.nn.PyTorchEngine;
import java.io.IOException;
import java.util.function.LongConsumer;

/** Records a teacher's logits as {@link SoftTargets}. */
public final class SoftTargetsRecorder {
    private static final int BATCH = 128;

    private final Teacher teacher;
    private final FaceDataset faces;

    /**
     * Prepares a recording.
     *
     * @param teacher the teacher; not closed
     * @param faces the split whose faces it predicts
     */
    public SoftTargetsRecorder(Teacher teacher, FaceDataset faces) {
        this.teacher = teacher;
        this.faces = faces;
    }

    /**
     * Writes every view that is missing.
     *
     * @param targets begun for this teacher and split
     * @param progress receives the number of predictions done so far, of views times faces
     * @throws IOException if a view cannot be written
     */
    public void record(SoftTargets targets, LongConsumer progress) throws IOException {
        int views = targets.description().views();
        try (NDManager manager = PyTorchEngine.newManager()) {
            for (int view = 1; view <= views; view++) {
                if (!targets.has(view)) {
                    targets.write(view, logits(targets.description(), view, manager, progress));
                }
                progress.accept((long) view * faces.size());
            }
        }
    }

    private float[] logits(SoftTargets.Description of, int view, NDManager manager, LongConsumer progress) {
        int classes = of.heads().stream().mapToInt(Integer::intValue).sum();
        float[] logits = new float[of.faces() * classes];
        int done = 0;
        try (BatchLoader batches =
                BatchLoader.view(faces, of.preprocessing(), BATCH, of.augmentation(), of.seed(), view)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                float[] rows = predict(batch, of.preprocessing(), manager);
                System.arraycopy(rows, 0, logits, done * classes, rows.length);
                done += batch.size();
                progress.accept((view - 1L) * faces.size() + done);
            }
        }
        return logits;
    }

    private float[] predict(Batch batch, Preprocessing input, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            Shape shape = new Shape(batch.size(), 1, input.height(), input.width());
            return teacher.logits(batch, scope.create(batch.pixels(), shape)).toFloatArray();
        }
    }
}
