package io.microexp;

import io.microexp.image.GrayImage;
import io.microexp.internal.runtime.BackendRegistry;
import io.microexp.model.EmotionModel;
import java.util.List;

/**
 * Scores the apparent expression of a cropped face.
 *
 * <p>Thread safety: one classifier serves many threads without a global lock. Scratch memory comes from a pool of
 * {@link ClassifierOptions#maxConcurrency()} slots. If all are busy, a call waits for one, even if its thread is
 * interrupted.
 */
public interface FacialEmotionClassifier extends AutoCloseable {
    /** The minimum width and height of a face in pixels: {@value}. */
    int MIN_FACE_SIZE = 8;

    /**
     * Opens the bundled model on the best backend present.
     *
     * @return an open classifier, which the caller closes
     * @throws MicroExpException if the backend cannot start
     */
    static FacialEmotionClassifier open() {
        return open(ClassifierOptions.builder().build());
    }

    /**
     * Opens a classifier.
     *
     * <p>The backend is the one named in the options, else the one named by the system property
     * {@value ClassifierOptions#BACKEND_PROPERTY}, else the present one of the highest rank. If the selected backend
     * cannot start, opening fails with an error that explains the fix. There is no silent fallback.
     *
     * @param options the options
     * @return an open classifier, which the caller closes
     * @throws MicroExpException if the backend is absent, cannot start or cannot honor an option, or if the model is
     *     damaged
     */
    static FacialEmotionClassifier open(ClassifierOptions options) {
        return BackendRegistry.open(options);
    }

    /**
     * Scores one face.
     *
     * @param face a cropped face of at least 8x8 pixels, which is resized and normalized as the model's metadata
     *     specifies
     * @return the calibrated probabilities
     * @throws IllegalArgumentException if the image is smaller than 8x8
     * @throws IllegalStateException if this classifier is closed
     * @throws BackendException if the run fails or its output is not a probability distribution
     */
    EmotionScores classify(GrayImage face);

    /**
     * Scores one face into the caller's array, for loops that must not allocate. The {@code java} backend allocates
     * nothing here; if the JVM has the Vector API, this holds once its vector kernels are compiled. ONNX Runtime
     * allocates about half a kilobyte.
     *
     * @param face as for {@link #classify(GrayImage)}; not kept
     * @param out receives one probability per label, in the order of {@link #labels()}
     * @throws IllegalArgumentException if {@code out.length} is not the number of labels, or the image is too small
     * @throws IllegalStateException if this classifier is closed
     * @throws BackendException if the run fails or its output is not a probability distribution
     */
    void classify(GrayImage face, float[] out);

    /**
     * Scores many faces in batches. Batching does not change scores beyond floating-point rounding.
     *
     * @param faces faces as for {@link #classify(GrayImage)}; may be empty
     * @return one result per face, in order
     * @throws IllegalArgumentException if an image is smaller than 8x8
     * @throws IllegalStateException if this classifier is closed
     * @throws BackendException if a run fails or its output is not a probability distribution
     */
    List<EmotionScores> classifyAll(List<GrayImage> faces);

    /**
     * Returns the model's classes in output order.
     *
     * @return an immutable list
     */
    List<Emotion> labels();

    /**
     * Returns the model being run.
     *
     * @return the model
     */
    EmotionModel model();

    /**
     * Describes the backend, its version and kernels, and the model in one line for logs and bug reports.
     *
     * @return for example {@code "onnx (ONNX Runtime 1.29.0, CPU, 1 thread), model fer2013 sha256 1f0c…"}
     */
    String description();

    /** Waits for running calls, then frees every resource. Idempotent. Later calls to other methods throw. */
    @Override
    void close();
}
