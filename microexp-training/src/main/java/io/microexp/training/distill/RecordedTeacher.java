package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.TrainingConfig;
import java.util.List;

/**
 * A teacher that repeats {@link SoftTargets}. For a recorded view it predicts what was recorded. For any other view, that
 * of a later epoch or of a student with another seed or augmentation, it predicts the mean over the recorded views, taken
 * at the temperature of the distillation as {@link EnsembleTeacher} takes it. No student need therefore see a variation
 * twice.
 *
 * <p>Not thread-safe.
 */
public final class RecordedTeacher implements Teacher {
    /** Stands for all views that were not recorded. */
    private static final int MEAN = 0;

    private static final int NONE = -1;

    private final SoftTargets targets;
    private final List<Integer> heads;
    private final float temperature;
    private final int recordedViews;
    private int view = NONE;
    private FaceLogits logits;

    /**
     * Prepares the teacher of one student.
     *
     * @param targets what it repeats
     * @param student the network it is to teach
     * @param config of the student's training. With the seed and the augmentation of the targets, apart from mixup,
     *     covers and degradations, the student sees the recorded views
     * @param train the split the targets are of
     * @throws IllegalArgumentException if the targets are of other classes, input or faces
     */
    public RecordedTeacher(SoftTargets targets, NetworkSpec student, TrainingConfig config, FaceDataset train) {
        SoftTargets.Description found = targets.description();
        require("labels", student.labels(), found.labels());
        require("heads", student.heads(), found.heads());
        require(
                "input",
                student.preprocessing().uncorrected(),
                found.preprocessing().uncorrected());
        require("faces", train.size(), found.faces());
        require("SHA-256 of the faces", train.pixelsSha256(), found.facesSha256());
        this.targets = targets;
        this.heads = student.heads();
        this.temperature = config.objective().temperature();
        boolean sameVariations = config.seed() == found.seed()
                && config.sampling().augmentation().clean().equals(found.augmentation())
                && config.sampling().classBalance() == 0;
        this.recordedViews = sameVariations
                ? Math.min(
                        found.views(),
                        config.sampling().epochsBeforeMilder(config.schedule().epochs()))
                : 0;
    }

    private static void require(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalArgumentException("Soft targets: expected the student's " + what + " " + expected
                    + ", found " + found + ". Train the student with these settings, or write soft targets for it");
        }
    }

    @Override
    public NDArray logits(Batch batch, NDArray pixels) {
        int wanted = batch.view() <= recordedViews ? batch.view() : MEAN;
        if (wanted != view) {
            logits = new FaceLogits(wanted == MEAN ? mean() : targets.read(wanted), heads);
            view = wanted;
        }
        return logits.of(batch, pixels.getManager());
    }

    /** {@code T ln q}, with q the mean over views of {@code softmax(z / T)}. */
    private float[] mean() {
        int views = targets.description().views();
        int classes = heads.stream().mapToInt(Integer::intValue).sum();
        double[] sums = new double[targets.description().faces() * classes];
        for (int recorded = 1; recorded <= views; recorded++) {
            FaceLogits answers = new FaceLogits(targets.read(recorded), heads);
            for (int face = 0; face < sums.length / classes; face++) {
                double[] distribution = answers.distribution(face, temperature);
                for (int c = 0; c < classes; c++) {
                    sums[face * classes + c] += distribution[c];
                }
            }
        }
        float[] mean = new float[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (temperature * Math.log(sums[i] / views));
        }
        return mean;
    }

    @Override
    public String identity() {
        return targets.identity();
    }

    @Override
    public void close() {
        logits = null;
        view = NONE;
    }
}
