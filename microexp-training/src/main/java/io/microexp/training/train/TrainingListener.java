package io.microexp.training.train;

/** Follows a run. Called in the training thread. */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /** Before each epoch; {@code epoch} from 1, {@code images} in it. */
    default void epochStarted(int epoch, int epochs, int images) {}

    /** After each step, with the epoch's means and number of images so far. */
    default void stepDone(double loss, double accuracy, int images) {}

    /** After each epoch, its checkpoint written. */
    default void epochDone(EpochMetrics metrics, boolean best) {}
}
