package io.microexp.training.train;

import io.microexp.MicroExpException;

/** A loss became NaN or infinite. The last good checkpoint is kept. */
public final class TrainingDivergedException extends MicroExpException {
    /** Creates an exception whose message says what to lower. */
    public TrainingDivergedException(String message) {
        super(message);
    }

    public static float requireFinite(double loss, String what, float learningRate) {
        if (!Double.isFinite(loss)) {
            throw new TrainingDivergedException("Training diverged: expected a finite " + what + ", found " + loss
                    + " at learning rate " + learningRate + ". The checkpoint of the last good epoch is kept; lower"
                    + " the learning rate, or limit the gradient norm (maxGradientNorm) to a lower value");
        }
        return (float) loss;
    }
}
