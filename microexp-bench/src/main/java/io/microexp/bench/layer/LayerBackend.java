package io.microexp.bench.layer;

import io.microexp.bench.benchmark.Backends;
import java.util.ServiceLoader;

/** Runs single layers. Implementations are stateless and are found through {@link ServiceLoader}. */
public interface LayerBackend {
    /** Returns the name by which a benchmark's parameter selects this backend. */
    String name();

    /** Prepares a layer. The caller closes it. */
    LayerRun open(LayerProblem problem);

    /** Returns the backend of this name, or throws if this jar has none. */
    static LayerBackend named(String name) {
        return ServiceLoader.load(LayerBackend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Expected a backend that runs layers ("
                        + Backends.SCALAR + ", " + Backends.VECTOR + ", " + Backends.ONNX + "; " + Backends.DJL
                        + " if built with -Pdjl), found \"" + name + "\""));
    }
}
