package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FerPlus;
import io.microexp.training.io.FileHash;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.PyTorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A teacher for students of FER2013's labels that predicts a training face's label from the votes of FER+. Its logits
 * are a softmax regression on the logarithms of the counts, {@code z = W ln(1 + n) + b} over the ten columns of the
 * file, fitted to the labels of the training split. A label is one person's opinion of a face. The votes show how
 * certain it is, without training a network.
 *
 * <p>It does not use pixels, so it predicts the same for all variations of a face.
 *
 * <p>Not thread-safe.
 */
public final class VotesTeacher implements Teacher {
    /** Steps of accelerated gradient descent (Nesterov 1983). They give four digits of the loss, which is convex. */
    private static final int STEPS = 500;

    private final String identity;
    private final FaceLogits logits;

    private VotesTeacher(String identity, FaceLogits logits) {
        this.identity = identity;
        this.logits = logits;
    }

    /**
     * Fits the regression.
     *
     * @param csv {@code fer2013new.csv}, plain or gzip
     * @param student the network to be trained
     * @param train the whole split of FER2013 that it is trained on
     * @throws IllegalArgumentException if the student's labels are not FER2013's
     * @throws io.microexp.DataFormatException if the file is damaged or its rows do not match
     */
    public static VotesTeacher open(Path csv, NetworkSpec student, FaceDataset train) {
        if (!student.labels().equals(Emotion.FER2013)) {
            throw new IllegalArgumentException(
                    "Teacher " + csv.getFileName() + ": expected a student of FER2013's labels "
                            + Emotion.FER2013 + ", found " + student.labels()
                            + ". A student of FER+'s labels is trained on the votes by --votes");
        }
        FaceLogits logits = new FaceLogits(fit(FerPlus.counts(train, csv), train), List.of(Emotion.FER2013.size()));
        try {
            return new VotesTeacher(csv.getFileName() + " sha256 " + FileHash.sha256(csv), logits);
        } catch (IOException e) {
            throw new DataFormatException(csv + ": expected a readable file, found: " + e, e);
        }
    }

    private static float[] fit(int[][] counts, FaceDataset train) {
        int faces = train.size();
        int classes = train.labels().size();
        int features = counts[0].length + 1;
        float[] x = new float[faces * features];
        float[] y = new float[faces * classes];
        double squares = 0;
        for (int face = 0; face < faces; face++) {
            for (int i = 0; i < features; i++) {
                float feature = i < counts[face].length ? (float) Math.log1p(counts[face][i]) : 1f;
                x[face * features + i] = feature;
                squares += feature * feature;
            }
            System.arraycopy(train.target(face), 0, y, face * classes, classes);
        }
        // the loss has no curvature above half the mean square of a row
        float rate = (float) (2 * faces / squares);
        try (NDManager manager = PyTorchEngine.newManager()) {
            NDArray inputs = manager.create(x, new Shape(faces, features));
            NDArray targets = manager.create(y, new Shape(faces, classes));
            NDArray step = inputs.transpose().mul(rate / faces);
            NDArray weights = manager.zeros(new Shape(features, classes));
            NDArray ahead = weights.duplicate();
            for (int i = 0; i < STEPS; i++) {
                try (NDManager scope = manager.newSubManager()) {
                    scope.tempAttachAll(inputs, targets, step);
                    NDArray error = inputs.matMul(ahead).softmax(-1).sub(targets);
                    NDArray next = ahead.sub(step.matMul(error));
                    NDArray momentum = next.sub(weights).mul((float) i / (i + 3));
                    weights = next;
                    ahead = next.add(momentum);
                    weights.attach(manager);
                    ahead.attach(manager);
                }
            }
            return inputs.matMul(weights).toFloatArray();
        }
    }

    @Override
    public NDArray logits(Batch batch, NDArray pixels) {
        return logits.of(batch, pixels.getManager());
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void close() {}
}
