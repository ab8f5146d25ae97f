package io.microexp.bench.engine;

import io.microexp.ClassifierOptions;
import io.microexp.bench.layer.LayerBackend;
import io.microexp.bench.layer.LayerProblem;
import io.microexp.bench.layer.LayerRun;
import io.microexp.internal.engine.JavaProvider;
import io.microexp.internal.engine.KernelChoice;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;

/**
 * The engine with its Vector API kernels, or an error where the JVM has none.
 */
public final class VectorJava implements BackendProvider, LayerBackend {
    /** For {@link java.util.ServiceLoader}. */
    public VectorJava() {}

    @Override
    public String name() {
        return "java-vector";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public InferenceSession open(EmotionModel model, ClassifierOptions options) {
        return JavaProvider.open(model, KernelChoice.vectorAfterWarmUp());
    }

    @Override
    public LayerRun open(LayerProblem problem) {
        return new EngineLayer(problem, KernelChoice.vectorKernels());
    }
}
