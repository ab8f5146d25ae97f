package io.microexp.bench.board;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.benchmark.ClassifyBenchmark;
import io.microexp.bench.benchmark.DetectBenchmark;
import io.microexp.bench.benchmark.PeakBenchmark;
import io.microexp.bench.benchmark.PipelineBenchmark;
import io.microexp.bench.benchmark.PreprocessBenchmark;
import io.microexp.bench.layer.Layer;
import io.microexp.bench.layer.LayerBenchmark;
import io.microexp.bench.report.Measured;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks with the settings of a board. Each backend gets the JVM flags it needs and no others. */
final class JmhRuns {
    /* the secondary result of io.microexp.bench.benchmark.Allocation */
    private static final String ALLOCATION = "bytesPerCall";

    private final int warmups;
    private final int iterations;
    private final TimeValue time;

    /**
     * Creates the settings.
     *
     * @param warmups iterations that are not counted
     * @param iterations iterations that are counted
     * @param millis duration of each in milliseconds
     */
    JmhRuns(int warmups, int iterations, int millis) {
        this.warmups = warmups;
        this.iterations = iterations;
        this.time = TimeValue.milliseconds(millis);
    }

    /** Measures one call of a classifier for each batch size, and the bytes it allocates. */
    List<Measured> classify(String backend, int threads, String... batches) throws RunnerException {
        ChainedOptionsBuilder options = options(ClassifyBenchmark.class, Backends.jvmFlags(backend))
                .param("backend", backend)
                .param("batch", batches)
                .threads(threads);
        List<Measured> measured = new ArrayList<>();
        for (RunResult run : new Runner(options.build()).run()) {
            String id = "classify/" + backend + "/batch=" + run.getParams().getParam("batch") + "/threads=" + threads;
            measured.add(Measured.cost(id, "us", scores(run)));
            if (threads == 1) {
                measured.add(Measured.cost(id + "/allocated", "B", allocatedBytes(run)));
            }
        }
        return measured;
    }

    /** Measures one pass through each of these layers. */
    List<Measured> layers(String backend, Layer... layers) throws RunnerException {
        String[] names = new String[layers.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = layers[i].name();
        }
        ChainedOptionsBuilder options = options(LayerBenchmark.class, Backends.jvmFlags(backend))
                .param("backend", backend)
                .param("layer", names);
        List<Measured> measured = new ArrayList<>();
        for (RunResult run : new Runner(options.build()).run()) {
            String layer = run.getParams().getParam("layer");
            measured.add(Measured.cost("layer/" + layer + "/" + backend, "us", scores(run)));
        }
        return measured;
    }

    /** Measures the conversion of a region of a frame to the network's input. */
    List<Measured> preprocessing() throws RunnerException {
        List<Measured> measured = new ArrayList<>();
        for (RunResult run :
                new Runner(options(PreprocessBenchmark.class, List.of()).build()).run()) {
            measured.add(Measured.cost("preprocess/192x192-bgr8", "us", scores(run)));
            measured.add(Measured.cost("preprocess/192x192-bgr8/allocated", "B", allocatedBytes(run)));
        }
        return measured;
    }

    /** Measures face detection with the kernels of a Java backend. */
    List<Measured> detection(String backend) throws RunnerException {
        List<Measured> measured = new ArrayList<>();
        for (RunResult run : new Runner(options(DetectBenchmark.class, Backends.jvmFlags(backend))
                        .build())
                .run()) {
            measured.add(Measured.cost("detect/640x480/" + backend, "us", scores(run)));
            measured.add(Measured.cost("detect/640x480/" + backend + "/allocated", "B", allocatedBytes(run)));
        }
        return measured;
    }

    /** Measures a frame of a video through the whole pipeline. */
    List<Measured> pipeline(String backend) throws RunnerException {
        List<Measured> measured = new ArrayList<>();
        for (RunResult run : new Runner(options(PipelineBenchmark.class, Backends.jvmFlags(backend))
                        .param("backend", backend)
                        .build())
                .run()) {
            measured.add(Measured.cost("pipeline/640x480/" + backend, "us", scores(run)));
        }
        return measured;
    }

    /** Measures the peak arithmetic and memory bandwidth of one core. */
    List<Measured> peaks() throws RunnerException {
        List<Measured> measured = new ArrayList<>();
        for (RunResult run : new Runner(options(PeakBenchmark.class, List.of()).build()).run()) {
            BenchmarkParams params = run.getParams();
            boolean arithmetic = params.getBenchmark().endsWith("multiplyAdds");
            String id = arithmetic ? "peak/multiply-adds" : "peak/memory";
            measured.add(Measured.rate(id, arithmetic ? "GFLOP/s" : "GB/s", scores(run)));
        }
        return measured;
    }

    private ChainedOptionsBuilder options(Class<?> benchmark, List<String> jvmFlags) {
        return new OptionsBuilder()
                .include("\\Q" + benchmark.getName() + "\\E\\.")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(1)
                .jvmArgsAppend(jvmFlags.toArray(String[]::new))
                .warmupIterations(warmups)
                .warmupTime(time)
                .measurementIterations(iterations)
                .measurementTime(time);
    }

    private static double[] scores(RunResult run) {
        return run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .toArray();
    }

    private static double[] allocatedBytes(RunResult run) {
        return run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration ->
                        iteration.getSecondaryResults().get(ALLOCATION).getScore())
                .toArray();
    }
}
