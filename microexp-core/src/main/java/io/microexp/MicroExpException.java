package io.microexp;

/**
 * The superclass of the exceptions for faults outside the calling code, such as in files, models and native libraries.
 * Invalid arguments raise {@link IllegalArgumentException}, calls in the wrong order {@link IllegalStateException}.
 *
 * <p>Messages say what failed, what was expected, what was found and what to do.
 */
public class MicroExpException extends RuntimeException {
    /**
     * Creates an exception with a message.
     *
     * @param message what failed, what was expected, what was found and what to do
     */
    public MicroExpException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a message and a cause.
     *
     * @param message what failed, what was expected, what was found and what to do
     * @param cause the underlying error
     */
    public MicroExpException(String message, Throwable cause) {
        super(message, cause);
    }
}
