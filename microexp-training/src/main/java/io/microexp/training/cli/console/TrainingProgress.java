package io.microexp.training.cli.console;

import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingListener;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/**
 * The progress of a run on standard error: one line with threads, batch and the speed of the first steps, then one bar
 * with the time left over all epochs, loss and accuracy.
 */
public final class TrainingProgress implements TrainingListener, AutoCloseable {
    /** The first step is slower than all others. */
    private static final int UNMEASURED_STEPS = 1;

    private static final int MEASURED_STEPS = 10;

    private final PrintStream err = System.err;
    private final int batch;
    private ProgressBar bar;
    private String validation = "";
    private int epoch;
    private int epochs;
    private long total;
    private long done;
    private long current;
    private int steps;
    private long firstImages;
    private long start;

    public TrainingProgress(int batch) {
        this.batch = batch;
    }

    @Override
    public void epochStarted(int epoch, int epochs, int images) {
        this.epoch = epoch;
        this.epochs = epochs;
        if (total == 0) {
            total = (long) (epochs - epoch + 1) * images;
        }
        done = current;
    }

    @Override
    public void stepDone(double loss, double accuracy, int images) {
        steps++;
        current = done + images;
        if (steps == UNMEASURED_STEPS) {
            firstImages = current;
            start = System.nanoTime();
        } else if (steps == UNMEASURED_STEPS + MEASURED_STEPS) {
            double seconds = (System.nanoTime() - start) / 1e9;
            err.printf(
                    Locale.ROOT,
                    "%d threads, %d faces per step, %.1f images/s%n",
                    Integer.getInteger(
                            "ai.djl.pytorch.num_threads", Runtime.getRuntime().availableProcessors()),
                    batch,
                    (current - firstImages) / seconds);
            bar = Progress.bar("train", total, "img");
        }
        if (bar != null) {
            bar.stepTo(current);
            bar.setExtraMessage(String.format(
                    Locale.ROOT, "%d/%d loss %.3f acc %.3f%s", epoch, epochs, loss, accuracy, validation));
        }
    }

    @Override
    public void epochDone(EpochMetrics metrics, boolean best) {
        validation = String.format(Locale.ROOT, " valid %.3f", metrics.validAccuracy());
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
