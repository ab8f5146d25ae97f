package io.microexp.training.djl;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.ExecutionProvider;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import io.microexp.training.nn.PyTorchEngine;

/**
 * The backend {@code djl}: the network's DJL blocks on PyTorch. Shares no kernel with the other backends, which makes
 * it their check; opened only when named.
 */
public final class DjlProvider implements BackendProvider {
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
        return new DjlSession(PyTorchEngine.newManager(), model);
    }
}
