package io.microexp.spi;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.model.EmotionModel;

/**
 * A backend, which runs models. Implementations have a public constructor without arguments and are listed as services
 * for {@link java.util.ServiceLoader}.
 *
 * <p>Thread safety: implementations must be safe for use by many threads.
 */
public interface BackendProvider {
    /**
     * Returns the name by which options and the system property select this backend.
     *
     * @return a short lower-case name
     */
    String name();

    /**
     * Returns the rank among the backends present, of which the highest is selected by default.
     *
     * @return the rank; a backend of rank 0 or less is meant to be selected by its name only
     */
    int rank();

    /**
     * Loads a model.
     *
     * @param model the model
     * @param options the threads and the execution provider; model and backend are resolved already
     * @return a session, which the caller closes
     * @throws BackendException if the native part is absent or an option cannot be honored
     * @throws io.microexp.ModelFormatException if the model cannot be run
     */
    InferenceSession open(EmotionModel model, ClassifierOptions options);
}
