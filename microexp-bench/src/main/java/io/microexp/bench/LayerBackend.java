package io.microexp.bench;

/**
 * Something that runs one layer; found through {@link java.util.ServiceLoader}.
 *
 * <p>Thread safety: implementations are stateless.
 */
public interface LayerBackend {
    /**
     * The name by which a benchmark's parameter chooses it.
     *
     * @return a short name
     */
    String name();

    /**
     * Prepares one layer.
     *
     * @param problem the layer with its weights and input
     * @return the layer, ready to run; the caller closes it
     */
    LayerRun open(LayerProblem problem);
}
