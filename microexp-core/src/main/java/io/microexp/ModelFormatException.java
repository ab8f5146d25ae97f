package io.microexp;

/** A model file is damaged, is not a microexp model, or asks for what no backend here can run. */
public class ModelFormatException extends MicroExpException {
    /**
     * With a message.
     *
     * @param message what, where, expected, found, fix
     */
    public ModelFormatException(String message) {
        super(message);
    }

    /**
     * With a message and a cause.
     *
     * @param message what, where, expected, found, fix
     * @param cause the underlying error
     */
    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
