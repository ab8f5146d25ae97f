package io.microexp.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;

/**
 * The backend {@code onnx}, which runs ONNX Runtime in this process, on the
 * {@linkplain io.microexp.ExecutionProvider hardware} that its native library was built for.
 *
 * <p>Users add this module to the class path and open a {@link io.microexp.FacialEmotionClassifier}. Nothing native is
 * loaded before that.
 *
 * <p>Thread safety: safe.
 */
public final class OnnxProvider implements BackendProvider {
    private static final int RANK = 200;

    /** Creates the provider, which {@link java.util.ServiceLoader} does. */
    public OnnxProvider() {}

    @Override
    public String name() {
        return "onnx";
    }

    /** {@inheritDoc} It is above that of {@code java}, so adding this module selects it. */
    @Override
    public int rank() {
        return RANK;
    }

    @Override
    public InferenceSession open(EmotionModel model, ClassifierOptions options) {
        return OnnxSession.open(environment(), model, options);
    }

    /**
     * Returns ONNX Runtime's environment, of which a process has one that is never freed. It logs errors only. At its
     * default level it warns of unreadable graphics cards whenever it starts on a Raspberry Pi or under WSL.
     */
    static OrtEnvironment environment() {
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        } catch (NoClassDefFoundError e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw new BackendException(
                        "ONNX Runtime is missing: add com.microsoft.onnxruntime:onnxruntime to the class path, or run"
                                + " without it: -D" + ClassifierOptions.BACKEND_PROPERTY + "=java",
                        e);
            }
            throw doesNotStart(e);
        } catch (LinkageError | IllegalStateException e) {
            throw doesNotStart(e);
        }
    }

    private static BackendException doesNotStart(Throwable e) {
        return new BackendException(
                "ONNX Runtime's native library does not start on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + ": " + rootCause(e)
                        + ". Check that the temporary folder is writable and may hold executable code, or name the folder"
                        + " of a library for this platform by -Donnxruntime.native.path, or run"
                        + " without native code: -D" + ClassifierOptions.BACKEND_PROPERTY + "=java",
                e);
    }

    private static Throwable rootCause(Throwable error) {
        return error.getCause() == null ? error : rootCause(error.getCause());
    }
}
