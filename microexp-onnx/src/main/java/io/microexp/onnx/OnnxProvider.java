package io.microexp.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;

/**
 * The backend {@code onnx}: ONNX Runtime, in this process, on any of
 * {@link io.microexp.ExecutionProvider}'s hardware that its native library was built for.
 *
 * <p>Users add this module to the class path and open a {@link io.microexp.FacialEmotionClassifier}; nothing native
 * is loaded before that.
 *
 * <p>Thread safety: stateless.
 */
public final class OnnxProvider implements BackendProvider {
    private static final int RANK = 200;

    /** For {@link java.util.ServiceLoader}. */
    public OnnxProvider() {}

    @Override
    public String name() {
        return "onnx";
    }

    /** {@inheritDoc} Above the rank of {@code java}: to add this module is to choose it. */
    @Override
    public int rank() {
        return RANK;
    }

    @Override
    public InferenceSession open(EmotionModel model, ClassifierOptions options) {
        return OnnxSession.open(environment(), model, options);
    }

    /**
     * ONNX Runtime's environment: one a process, and never freed. Made at the level of errors, because at its default
     * level it warns of graphics cards it cannot read whenever it starts on a Raspberry Pi or under WSL.
     */
    static OrtEnvironment environment() {
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        } catch (LinkageError | IllegalStateException e) {
            throw new BackendException(
                    "ONNX Runtime's native library does not start on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ": " + rootCause(e)
                            + ". Name a library for this platform's folder by -Donnxruntime.native.path, or run"
                            + " without native code: -D" + ClassifierOptions.BACKEND_PROPERTY + "=java",
                    e);
        }
    }

    private static Throwable rootCause(Throwable error) {
        return error.getCause() == null ? error : rootCause(error.getCause());
    }
}
