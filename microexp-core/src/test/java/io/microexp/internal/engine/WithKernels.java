package io.microexp.internal.engine;

import io.microexp.ClassifierOptions;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;

/** The backend with kernels of the test's choice, which stay. */
record WithKernels(String kernels) implements BackendProvider {
    @Override
    public String name() {
        return "java";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public InferenceSession open(EmotionModel model, ClassifierOptions options) {
        return JavaProvider.open(model, Engines.kernels(kernels));
    }
}
