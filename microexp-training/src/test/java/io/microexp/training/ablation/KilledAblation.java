package io.microexp.training.ablation;

import io.microexp.training.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that ablates until the middle of the second epoch of distillation, says so, and waits to be killed. */
final class KilledAblation {
    static final String IN_DISTILLATION = "in the second epoch of distillation";

    private KilledAblation() {}

    public static void main(String[] args) throws IOException {
        SmallAblation.run(
                Path.of(args[0]),
                1,
                cell -> cell.step() == Step.DISTILLATION ? new WaitingListener() : TrainingListener.SILENT);
    }

    private static final class WaitingListener implements TrainingListener {
        private int epoch;

        @Override
        public void epochStarted(int epoch, int epochs, int images) {
            this.epoch = epoch;
        }

        @Override
        public void stepDone(double loss, double accuracy, int images) {
            if (epoch == 2) {
                System.out.println(IN_DISTILLATION);
                waitForever();
            }
        }

        private static void waitForever() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
