package io.microexp.training.train.run;

import io.microexp.training.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that trains until the middle of its third epoch, says so, and waits to be killed. */
final class KilledRun {
    static final int EPOCHS = 4;
    static final String IN_THIRD_EPOCH = "in the third epoch";

    private KilledRun() {}

    public static void main(String[] args) throws IOException {
        SmallRuns.run(SmallRuns.config(EPOCHS), new TrainingListener() {
                    private int epoch;

                    @Override
                    public void epochStarted(int epoch, int epochs, int batches) {
                        this.epoch = epoch;
                    }

                    @Override
                    public void stepDone(double loss, double accuracy, int images) {
                        if (epoch == 3) {
                            System.out.println(IN_THIRD_EPOCH);
                            waitForever();
                        }
                    }
                })
                .train(Path.of(args[0]));
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
