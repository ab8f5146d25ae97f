package io.microexp.training.train;

/** Follows a run. Called in the training thread. */
public interface TrainingListener {
    /** Ignores everything. */
    TrainingListener SILENT = new TrainingListener() {};

    /** Called before each epoch; {@code epoch} counts from 1, {@code images} are those of the epoch. */
    default void epochStarted(int epoch, int epochs, int images) {}

    /** Called after each step with the epoch's mean loss and accuracy and its number of images so far. */
    default void stepDone(double loss, double accuracy, int images) {}

    /** Called after each epoch, once its checkpoint is written; {@code best} if it is the best so far. */
    default void epochDone(EpochMetrics metrics, boolean best) {}
}
