package io.microexp.bench.board;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.benchmark.Checks;
import io.microexp.bench.report.Measured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measurements that need a fresh process: the paper's protocol and the cold start. */
final class Protocols {
    private static final int PROTOCOL_RUNS = 3;

    private Protocols() {}

    /** Measures latency percentiles, frames per second and resident memory of one backend. */
    static List<Measured> paper(String backend) throws IOException {
        List<JvmProcess> runs = paperRuns(backend, Backends.jvmFlags(backend));
        String prefix = "paper/" + backend + "/";
        double[] p50 = numbers(runs, "p50");
        double[] fps = new double[p50.length];
        for (int i = 0; i < fps.length; i++) {
            fps[i] = 1e6 / p50[i];
        }
        return List.of(
                Measured.cost(prefix + "p50", "us", p50),
                Measured.cost(prefix + "p90", "us", numbers(runs, "p90")),
                Measured.cost(prefix + "p99", "us", numbers(runs, "p99")),
                Measured.rate(prefix + "fps", "1/s", fps),
                Measured.cost(prefix + "resident", "MiB", numbers(runs, "resident")));
    }

    /**
     * Measures the resident memory of the same passes with a heap of 32 MiB. With the default heap, the JVM lets the
     * garbage of vector kernels that are not compiled yet accumulate before it collects.
     */
    static Measured smallHeap(String backend) throws IOException {
        List<String> flags = new ArrayList<>(Backends.jvmFlags(backend));
        flags.add("-Xmx32m");
        return Measured.cost(
                "paper/" + backend + "/resident-Xmx32m", "MiB", numbers(paperRuns(backend, flags), "resident"));
    }

    private static List<JvmProcess> paperRuns(String backend, List<String> flags) throws IOException {
        List<JvmProcess> runs = new ArrayList<>();
        for (int run = 0; run < PROTOCOL_RUNS; run++) {
            runs.add(JvmProcess.run(ProtocolProcess.class, flags, backend));
        }
        return runs;
    }

    /**
     * Measures the time from the start of a process to its first answer. The backends take turns, since the speed of a
     * machine drifts, and a first round is dropped, since files are not in memory and the processor rests before it.
     *
     * @param backends the backends, or {@link Backends#NONE}
     */
    static List<Measured> coldStarts(List<String> backends, int processes) throws IOException {
        Map<String, List<JvmProcess>> runs = new LinkedHashMap<>();
        JvmProcess first = null;
        for (int round = 0; round <= processes; round++) {
            for (String backend : backends) {
                JvmProcess run = JvmProcess.run(FirstAnswer.class, Backends.userFlags(backend), backend);
                if (!backend.equals(Backends.NONE)) {
                    first = first == null ? run : first;
                    Checks.same("cold start of " + backend, score(first), score(run));
                }
                if (round > 0) {
                    runs.computeIfAbsent(backend, name -> new ArrayList<>()).add(run);
                }
            }
        }
        List<Measured> measured = new ArrayList<>();
        runs.forEach((backend, of) -> {
            double[] millis =
                    of.stream().mapToDouble(JvmProcess::firstLineMillis).toArray();
            measured.add(Measured.cost("coldstart/" + backend, "ms", millis));
            measured.add(Measured.cost("coldstart/" + backend + "/resident", "MiB", numbers(of, "resident")));
        });
        return measured;
    }

    private static float[] score(JvmProcess run) {
        return new float[] {(float) run.number("score")};
    }

    private static double[] numbers(List<JvmProcess> runs, String word) {
        return runs.stream().mapToDouble(run -> run.number(word)).toArray();
    }
}
