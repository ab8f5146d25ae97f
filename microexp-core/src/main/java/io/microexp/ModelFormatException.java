package io.microexp;

/** A model file is damaged, is not a microexp model, or needs operations that the backend cannot run. */
public class ModelFormatException extends MicroExpException {
    /**
     * Creates an exception with a message.
     *
     * @param message what failed, what was expected, what was found and what to do
     */
    public ModelFormatException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a message and a cause.
     *
     * @param message what failed, what was expected, what was found and what to do
     * @param cause the underlying error
     */
    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
