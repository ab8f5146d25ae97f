package io.microexp;

/** A data file (image, csv, annotation, cascade) is damaged or is not what it was said to be. */
public class DataFormatException extends MicroExpException {
    /**
     * With a message.
     *
     * @param message what, where, expected, found, fix
     */
    public DataFormatException(String message) {
        super(message);
    }

    /**
     * With a message and a cause.
     *
     * @param message what, where, expected, found, fix
     * @param cause the underlying error
     */
    public DataFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
