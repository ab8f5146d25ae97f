package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.fit.TrainingConfig;
import io.microexp.training.model.NetworkSpec;

/**
 * A teacher that repeats what {@link SoftTargets} hold: epoch after epoch the next view, and from the last the first
 * again. For faces that mixup mixed, its distribution is the mixture of its two distributions.
 *
 * <p>Thread safety: none; called by the training thread.
 */
public final class RecordedTeacher implements Teacher {
    private final SoftTargets targets;
    private final int classes;
    private int view;
    private float[] logits = {};

    /**
     * A teacher of one student.
     *
     * @param targets what it says
     * @param student the network it is to teach
     * @param config of the student's training: seed and augmentation, but for mixup, must be those of the targets,
     *     and every face must come once an epoch
     * @param train the split the targets are of
     * @throws IllegalArgumentException if the targets are of other classes, input, faces or variations
     */
    public RecordedTeacher(SoftTargets targets, NetworkSpec student, TrainingConfig config, FaceDataset train) {
        SoftTargets.Description found = targets.description();
        require("labels", student.labels(), found.labels());
        require("input", student.preprocessing(), found.preprocessing());
        require("seed", config.seed(), found.seed());
        require("augmentation", alone(config.augmentation()), found.augmentation());
        require("class balance", config.classBalance(), 0f);
        require("faces", train.size(), found.faces());
        require("SHA-256 of the faces", train.sha256(), found.facesSha256());
        this.targets = targets;
        this.classes = found.labels().size();
    }

    /** The augmentation that soft targets are of: all but mixup, which is done to them as to the faces. */
    public static Augmentation alone(Augmentation augmentation) {
        return augmentation.toBuilder().mixupAlpha(0).build();
    }

    private static void require(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalArgumentException("Soft targets: expected the student's " + what + " " + expected
                    + ", found " + found + ". Train the student with these settings, or write soft targets for it");
        }
    }

    @Override
    public int view(int epoch) {
        return (epoch - 1) % targets.description().views() + 1;
    }

    @Override
    public NDArray logits(Batch batch, NDArray pixels) {
        if (batch.view() != view) {
            logits = targets.read(batch.view());
            view = batch.view();
        }
        float[] rows = new float[batch.size() * classes];
        for (int i = 0; i < batch.size(); i++) {
            float[] mixed = mix(batch.indices()[i], batch.partners()[i], batch.lambda()[i]);
            System.arraycopy(mixed, 0, rows, i * classes, classes);
        }
        return pixels.getManager().create(rows, new Shape(batch.size(), classes));
    }

    private float[] mix(int face, int partner, float lambda) {
        double[] own = distribution(face);
        double[] other = distribution(partner);
        float[] mixed = new float[classes];
        for (int c = 0; c < classes; c++) {
            mixed[c] = (float) Math.log(lambda * own[c] + (1 - lambda) * other[c]);
        }
        return mixed;
    }

    /* Of logits within ±128, so no probability underflows in double precision. */
    private double[] distribution(int face) {
        double[] distribution = new double[classes];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            distribution[c] = Math.exp(logits[face * classes + c]);
            sum += distribution[c];
        }
        for (int c = 0; c < classes; c++) {
            distribution[c] /= sum;
        }
        return distribution;
    }

    @Override
    public void close() {
        logits = new float[0];
    }
}
