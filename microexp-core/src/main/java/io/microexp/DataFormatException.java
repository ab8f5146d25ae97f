package io.microexp;

/** A data file (image, CSV, annotations, cascade) is damaged or has another format than expected. */
public class DataFormatException extends MicroExpException {
    /**
     * Creates an exception with a message.
     *
     * @param message what failed, what was expected, what was found and what to do
     */
    public DataFormatException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a message and a cause.
     *
     * @param message what failed, what was expected, what was found and what to do
     * @param cause the underlying error
     */
    public DataFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
