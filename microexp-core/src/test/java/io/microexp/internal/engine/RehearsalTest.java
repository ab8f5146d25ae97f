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
    /** A warm-up allocates some 20 MB, and 600 MB or more if each call does its work. */
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

    private long now;
    private long kernelNanos;
    private int rehearsals;

    /** A kernel that takes a time and counts its rehearsals. Beside it, scalar kernels take no time. */
    private final Kernel kernel = new Kernel() {
        @Override
        public void run(Workspace workspace) {
            now += kernelNanos;
        }

        @Override
        public void rehearse() {
            rehearsals++;
        }
    };

    private final Rehearsal rehearsal = new Rehearsal(new OneKernel(kernel)) {
        @Override
        long nanoTime() {
            return now;
        }
    };

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
    @DisplayName("Kernels that take longer than scalar ones are not compiled")
    void slow() {
        kernelNanos = 1;
        assertThat(rehearsal.afterRun()).isFalse();
        assertThat(rehearsals).isPositive();
        assertThat(rehearsal.inVain()).isFalse();
    }

    @Test
    @DisplayName("Kernels that take as long as scalar ones are compiled")
    void fast() {
        assertThat(rehearsal.afterRun()).isTrue();
    }

    @Test
    @DisplayName("After a long run, a few turns are made up for")
    void longRuns() {
        kernelNanos = 1;
        rehearsal.afterRun();
        int perTurn = rehearsals;
        now += 2 * Rehearsal.NANOS_APART;
        rehearsal.afterRun();
        assertThat(rehearsals).isEqualTo(3 * perTurn);
        now += 100 * Rehearsal.NANOS_APART;
        rehearsal.afterRun();
        assertThat(rehearsals).isEqualTo((3 + Rehearsal.MOST_DUE) * perTurn);
    }

    @Test
    @DisplayName("Only times of the same turns are compared, since the machine may have slowed down since")
    void forgetting() {
        kernelNanos = 1;
        for (int turn = 1; turn <= Rehearsal.COMPARED_TURNS; turn++) {
            now += Rehearsal.NANOS_APART;
            assertThat(rehearsal.afterRun()).isFalse();
        }
        kernelNanos = 0;
        now += Rehearsal.NANOS_APART;
        assertThat(rehearsal.afterRun()).isTrue();
    }

    @Test
    @DisplayName("Turns leave C2 time to compile, and end some day")
    void turns() {
        kernelNanos = 1;
        rehearsal.afterRun();
        int perTurn = rehearsals;
        now += Rehearsal.NANOS_APART - 1;
        rehearsal.afterRun();
        assertThat(rehearsals).isEqualTo(perTurn);
        for (int turn = 2; turn <= Rehearsal.MOST_TURNS; turn++) {
            assertThat(rehearsal.inVain()).isFalse();
            now += Rehearsal.NANOS_APART;
            rehearsal.afterRun();
            assertThat(rehearsals).isEqualTo(turn * perTurn);
        }
        assertThat(rehearsal.inVain()).isTrue();
    }
}
