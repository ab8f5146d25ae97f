package io.microexp;

/**
 * The root of the errors this library raises for things that go wrong outside the calling code: files, models,
 * native libraries. Wrong arguments raise {@link IllegalArgumentException}, wrong order of calls
 * {@link IllegalStateException}.
 *
 * <p>Messages say what failed, where, what was expected, what was found, and the way out.
 */
public class MicroExpException extends RuntimeException {
    /**
     * With a message.
     *
     * @param message what, where, expected, found, fix
     */
    public MicroExpException(String message) {
        super(message);
    }

    /**
     * With a message and a cause.
     *
     * @param message what, where, expected, found, fix
     * @param cause the underlying error
     */
    public MicroExpException(String message, Throwable cause) {
        super(message, cause);
    }
}
