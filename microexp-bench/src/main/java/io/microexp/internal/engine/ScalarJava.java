package io.microexp.internal.engine;

import io.microexp.ClassifierOptions;
import io.microexp.bench.LayerBackend;
import io.microexp.bench.LayerProblem;
import io.microexp.bench.LayerRun;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;

/**
 * The engine with its plain-Java kernels, whatever the JVM offers. In the engine's package, because a benchmark is no
 * reason to make kernels public.
 *
 * <p>Thread safety: stateless.
 */
public final class ScalarJava implements BackendProvider, LayerBackend {
    /** For {@link java.util.ServiceLoader}. */
    public ScalarJava() {}

    @Override
    public String name() {
        return "java-scalar";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public InferenceSession open(EmotionModel model, ClassifierOptions options) {
        return JavaProvider.open(model, new ScalarKernels());
    }

    @Override
    public LayerRun open(LayerProblem problem) {
        return new EngineLayer(problem, new ScalarKernels());
    }
}
