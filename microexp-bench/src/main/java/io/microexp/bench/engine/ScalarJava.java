package io.microexp.bench.engine;

import io.microexp.ClassifierOptions;
import io.microexp.bench.layer.LayerBackend;
import io.microexp.bench.layer.LayerProblem;
import io.microexp.bench.layer.LayerRun;
import io.microexp.internal.engine.JavaProvider;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;

/**
 * The engine with its scalar kernels, whatever the JVM offers.
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
        return JavaProvider.open(model, new ScalarKernelFactory());
    }

    @Override
    public LayerRun open(LayerProblem problem) {
        return new EngineLayer(problem, new ScalarKernelFactory());
    }
}
