package io.microexp.training.fit;

import io.microexp.MicroExpException;

/** The loss became NaN or infinite. The last good checkpoint is kept. */
public final class TrainingDivergedException extends MicroExpException {
    /** With a message that says what to lower. */
    public TrainingDivergedException(String message) {
        super(message);
    }
}
