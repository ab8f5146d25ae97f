package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.Workspace;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    /** A warm-up allocates 20 to 40 MB, and 600 MB or more if each call does its work. */
    private static final int MOST_MEGABYTES = 150;

    private static final int MOST_FACES = 20_000;

    /** Scores faces until vector kernels have taken over, and prints the megabytes that this thread allocated. */
    static final class WarmUpOfClassifier {
        private WarmUpOfClassifier() {}

        public static void main(String[] args) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            ClassifierOptions options =
                    ClassifierOptions.builder().backend("java").build();
            try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
                GrayImage face = GrayImage.wrap(new byte[48 * 48], 48, 48);
                long before =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                int faces = 0;
                while (classifier.description().contains("until") && faces < MOST_FACES) {
                    classifier.classify(face);
                    faces++;
                }
                long bytes =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
                System.out.println((bytes >> 20) + " " + classifier.description());
            }
        }
    }

    /** A kernel that takes a time, in nanoseconds, and counts its rehearsals. */
    private static final class SlowKernel implements Kernel {
        private final long nanos;
        private int rehearsals;

        SlowKernel(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public void run(Workspace workspace) {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void rehearse() {
            rehearsals++;
        }
    }

    @Test
    @DisplayName("Until vector kernels are compiled, a classifier allocates little")
    void allocation() throws Exception {
        String result = ChildJvm.run(WarmUpOfClassifier.class, "--add-modules=jdk.incubator.vector");
        assertThat(result)
                .as("faces until vector kernels")
                .contains("vector kernels of")
                .doesNotContain("until");
        assertThat(Integer.parseInt(result.substring(0, result.indexOf(' ')))).isLessThan(MOST_MEGABYTES);
    }

    @Test
    @DisplayName("Kernels that take far longer than scalar ones are not compiled")
    void slow() {
        SlowKernel kernel = new SlowKernel(1_000_000);
        Rehearsal rehearsal = new Rehearsal(new OneKernel(kernel));
        for (int run = 1; run < Rehearsal.RUNS_APART; run++) {
            assertThat(rehearsal.afterRun()).isFalse();
        }
        assertThat(kernel.rehearsals).isZero();
        assertThat(rehearsal.afterRun()).isFalse();
        assertThat(kernel.rehearsals).isPositive();
        assertThat(rehearsal.inVain()).isFalse();
    }

    @Test
    @DisplayName("Kernels that take no time are compiled")
    void fast() {
        Rehearsal rehearsal = new Rehearsal(new OneKernel(new SlowKernel(0)));
        boolean compiled = false;
        for (int run = 1; run <= Rehearsal.RUNS_APART; run++) {
            compiled = rehearsal.afterRun();
        }
        assertThat(compiled).isTrue();
    }
}
