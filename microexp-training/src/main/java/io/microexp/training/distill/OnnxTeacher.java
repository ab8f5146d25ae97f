package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.internal.runtime.BackendRegistry;
import io.microexp.model.EmotionModel;
import io.microexp.spi.InferenceSession;
import io.microexp.training.augment.Batch;
import io.microexp.training.network.NetworkSpec;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/**
 * A model file as the teacher, on the backend that a classifier would open, in one thread. It predicts each batch as
 * the student sees it, including augmentation and mixup.
 *
 * <p>A file returns probabilities at its calibration temperature τ. {@code τ ln p} are its logits up to a constant,
 * which a softmax ignores, so a file predicts what the network that it was exported from does.
 *
 * <p>Not thread-safe.
 */
public final class OnnxTeacher implements Teacher {
    /** How far rounding may raise a float32 softmax above 1. */
    private static final float ROUNDING = 1e-4f;

    private final EmotionModel model;
    private final InferenceSession session;
    private InferenceSession.Request request;

    private OnnxTeacher(EmotionModel model, InferenceSession session) {
        this.model = model;
        this.session = session;
    }

    /**
     * Loads a model file.
     *
     * @param file any model of this library's metadata
     * @param student the network to be trained
     * @throws IllegalArgumentException if labels or input differ from the student's
     * @throws io.microexp.ModelFormatException if the file is not such a model
     * @throws BackendException if no backend can run it
     */
    public static OnnxTeacher open(Path file, NetworkSpec student) {
        EmotionModel model = EmotionModel.read(file);
        Teachers.requireFit(file, model.metadata().labels(), model.metadata().preprocessing(), student);
        ClassifierOptions options = ClassifierOptions.builder().model(model).build();
        return new OnnxTeacher(model, BackendRegistry.openSession(options));
    }

    @Override
    public NDArray logits(Batch batch, NDArray pixels) {
        InferenceSession.Request run = request(batch);
        run.input().put(0, batch.pixels());
        run.run();
        int classes = model.metadata().labels().size();
        float[] logits = new float[batch.size() * classes];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = logit(run.output(), i);
        }
        return pixels.getManager().create(logits, new Shape(batch.size(), classes));
    }

    /* Only an epoch's last batch is of another size. */
    private InferenceSession.Request request(Batch batch) {
        if (request != null && request.input().capacity() == batch.pixels().length) {
            return request;
        }
        closeRequest();
        request = session.newRequest(batch.size());
        return request;
    }

    private float logit(FloatBuffer probabilities, int index) {
        float p = probabilities.get(index);
        if (!(p >= 0 && p <= 1 + ROUNDING)) {
            throw new BackendException("Teacher " + model.name() + ": expected probabilities, found " + p
                    + "; its weights are damaged or it has no softmax. Export it again");
        }
        // a softmax that underflowed to 0 has no logarithm
        return model.metadata().temperature() * (float) Math.log(Math.max(p, Float.MIN_NORMAL));
    }

    private void closeRequest() {
        if (request != null) {
            request.close();
        }
    }

    @Override
    public String identity() {
        return model.name() + " sha256 " + model.sha256();
    }

    @Override
    public void close() {
        closeRequest();
        session.close();
    }
}
