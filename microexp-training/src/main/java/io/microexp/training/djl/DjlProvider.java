package io.microexp.training.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.ExecutionProvider;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;

/**
 * The backend {@code djl}: the network's DJL blocks on PyTorch. Shares no kernel with the other backends, which makes
 * it their check; opened only when named.
 *
 * <p>Thread safety: stateless.
 */
public final class DjlProvider implements BackendProvider {
    /** The DJL engine that runs the blocks. */
    static final String ENGINE = "PyTorch";

    @Override
    public String name() {
        return "djl";
    }

    /** {@inheritDoc} 0: only when named. */
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public InferenceSession open(EmotionModel model, ClassifierOptions options) {
        if (options.executionProvider() != ExecutionProvider.CPU) {
            throw new BackendException(
                    "Backend djl runs on CPU, found " + options.executionProvider() + "; use the backend onnx for it");
        }
        if (options.threads() > 1) {
            throw new BackendException("Backend djl cannot set threads for one classifier, found threads "
                    + options.threads()
                    + ". Leave the option at 1 and set the number for the whole process by the system"
                    + " property ai.djl.pytorch.num_threads");
        }
        return new DjlSession(engine().newBaseManager(), model);
    }

    private static Engine engine() {
        try {
            return Engine.getEngine(ENGINE);
        } catch (EngineException | LinkageError e) {
            throw new BackendException(
                    "DJL's PyTorch engine does not start: " + e.getMessage() + ". Add ai.djl.pytorch:pytorch-jni and"
                            + " ai.djl.pytorch:pytorch-native-cpu with the classifier of this platform, or run"
                            + " without them: -D" + ClassifierOptions.BACKEND_PROPERTY + "=java",
                    e);
        }
    }
}
