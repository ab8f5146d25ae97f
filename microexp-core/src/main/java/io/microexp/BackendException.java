package io.microexp;

/** A backend is absent, its native part failed to load, or a run inside it failed. */
public class BackendException extends MicroExpException {
    /**
     * Creates an exception with a message.
     *
     * @param message what failed, what was expected, what was found and what to do
     */
    public BackendException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a message and a cause.
     *
     * @param message what failed, what was expected, what was found and what to do
     * @param cause the underlying error
     */
    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
