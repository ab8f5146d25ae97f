package io.microexp.spi;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.model.EmotionModel;

/**
 * A backend, found through {@link java.util.ServiceLoader}.
 *
 * <p>Thread safety: implementations are stateless.
 */
public interface BackendProvider {
    /**
     * The name by which options and the system property choose this backend.
     *
     * @return a short lower-case name
     */
    String name();

    /**
     * The rank among the backends present: the highest is opened by default.
     *
     * @return the rank; 0 or less is opened only when named
     */
    int rank();

    /**
     * Loads a model.
     *
     * @param model the model
     * @param options threads and execution provider; model and backend are resolved already
     * @return a session; the caller closes it
     * @throws BackendException if the native part or the execution provider is absent
     * @throws io.microexp.ModelFormatException if the model cannot be run
     */
    InferenceSession open(EmotionModel model, ClassifierOptions options);
}
