package io.microexp.training.cli;

import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingListener;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** One bar a run: images a second and the time left over all epochs, loss and accuracy beside it. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private ProgressBar bar;
    private String validation = "";
    private int epoch;
    private int epochs;
    private long done;

    @Override
    public void epochStarted(int epoch, int epochs, int images) {
        this.epoch = epoch;
        this.epochs = epochs;
        if (bar == null) {
            bar = Progress.bar("train", (long) (epochs - epoch + 1) * images, "img");
        }
        done = bar.getCurrent();
    }

    @Override
    public void stepDone(double loss, double accuracy, int images) {
        bar.stepTo(done + images);
        bar.setExtraMessage(
                String.format(Locale.ROOT, "%d/%d loss %.3f acc %.3f%s", epoch, epochs, loss, accuracy, validation));
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
