package io.microexp.internal.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.internal.engine.ChildJvm;
import io.microexp.internal.engine.KernelChoice;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BombsTest {
    /** Each takes 2 s of processor time at most on a recent processor. */
    private static final Duration SLOWEST = Duration.ofSeconds(6);

    /** Opens and runs every bomb; prints a line for each, with milliseconds of processor time. */
    static final class Ignite {
        private Ignite() {}

        public static void main(String[] args) {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            KernelFactory kernels =
                    KernelChoice.vectorObstacle() == null ? KernelChoice.vectorKernels() : new ScalarKernelFactory();
            Bombs.all().forEach((name, bomb) -> {
                byte[] bytes = bomb.get();
                long start = threads.getCurrentThreadCpuTime();
                String outcome = Bombs.outcome(bytes, kernels);
                long millis = (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
                System.out.println(name + " " + outcome + " " + millis);
            });
        }
    }

    static List<List<String>> flags() {
        // a collector that compacts large arrays, since one JVM runs all bombs
        List<String> scalar = List.of("-Xmx256m", "-XX:+UseSerialGC");
        List<String> vector = List.of("-Xmx256m", "-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector");
        return List.of(scalar, vector);
    }

    @ParameterizedTest
    @DisplayName("In 256 MB each is refused or answered in bounded time")
    @MethodSource("flags")
    void boundedMemoryAndTime(List<String> flags) throws Exception {
        List<String> lines =
                ChildJvm.run(Ignite.class, flags.toArray(String[]::new)).lines().toList();
        assertThat(lines).hasSameSizeAs(Bombs.all().keySet());
        for (String line : lines) {
            long millis = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
            assertThat(Duration.ofMillis(millis)).as(line).isLessThan(SLOWEST);
        }
    }
}
