package io.microexp;

import io.microexp.image.GrayImage;
import io.microexp.internal.runtime.BackendRegistry;
import io.microexp.model.EmotionModel;
import java.util.List;

/**
 * Reads the apparent expression of a cropped face.
 *
 * <p>Thread safety: one classifier serves many threads without a global lock. Scratch memory comes from a pool of
 * {@link ClassifierOptions#maxConcurrency()} slots; when all are busy a call waits for one, interrupted or not.
 */
public interface FacialEmotionClassifier extends AutoCloseable {
    /**
     * Opens the bundled model on the best backend present.
     *
     * @return an open classifier; close it
     * @throws MicroExpException if no backend is present, or the chosen one fails
     */
    static FacialEmotionClassifier open() {
        return open(ClassifierOptions.builder().build());
    }

    /**
     * Opens a classifier.
     *
     * <p>The backend is the one named in the options, else by the system property
     * {@value ClassifierOptions#BACKEND_PROPERTY}, else the present one of the highest rank. A chosen backend that
     * fails throws; nothing falls back silently.
     *
     * @param options the options
     * @return an open classifier; close it
     * @throws MicroExpException if the backend is absent or fails, or the model is damaged
     */
    static FacialEmotionClassifier open(ClassifierOptions options) {
        return BackendRegistry.open(options);
    }

    /**
     * Scores one face.
     *
     * @param face a cropped face of at least 8x8 pixels; resized and normalised as the model's metadata says
     * @return the calibrated probabilities
     * @throws IllegalArgumentException if the image is smaller than 8x8
     * @throws IllegalStateException if this classifier is closed
     * @throws BackendException if the run fails or gives what is no probability
     */
    EmotionScores classify(GrayImage face);

    /**
     * Scores one face into the caller's array: the form for loops that may not allocate. The {@code java} backend
     * allocates nothing here, {@code onnx} its runtime's floor of about half a kilobyte.
     *
     * @param face as for {@link #classify(GrayImage)}; not kept
     * @param out receives one probability per label, in the order of {@link #labels()}
     * @throws IllegalArgumentException if {@code out.length} is not the number of labels, or the image is too small
     * @throws IllegalStateException if this classifier is closed
     * @throws BackendException if the run fails or gives what is no probability
     */
    void classify(GrayImage face, float[] out);

    /**
     * Scores many faces in true batches. Scores do not depend on the batch a face is in beyond rounding.
     *
     * @param faces faces as for {@link #classify(GrayImage)}; may be empty
     * @return one result per face, in order
     * @throws IllegalArgumentException if an image is smaller than 8x8
     * @throws IllegalStateException if this classifier is closed
     * @throws BackendException if a run fails or gives what is no probability
     */
    List<EmotionScores> classifyAll(List<GrayImage> faces);

    /**
     * The classes in output order.
     *
     * @return an immutable list
     */
    List<Emotion> labels();

    /**
     * The model being run.
     *
     * @return the model
     */
    EmotionModel model();

    /**
     * Backend, kernels, model and version in one line, for logs and bug reports.
     *
     * @return for example {@code "onnx (ONNX Runtime 1.29.0, CPU, 1 thread), model fer2013 sha256 1f0c…"}
     */
    String description();

    /** Waits for running calls, then frees every resource. Idempotent; later calls throw. */
    @Override
    void close();
}
