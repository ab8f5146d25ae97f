package io.microexp;

/** A backend is absent, its native part failed to load, or a run inside it failed. */
public class BackendException extends MicroExpException {
    /**
     * With a message.
     *
     * @param message what, where, expected, found, fix
     */
    public BackendException(String message) {
        super(message);
    }

    /**
     * With a message and a cause.
     *
     * @param message what, where, expected, found, fix
     * @param cause the underlying error
     */
    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
