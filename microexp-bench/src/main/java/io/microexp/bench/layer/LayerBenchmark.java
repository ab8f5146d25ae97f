package io.microexp.bench.layer;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.benchmark.Checks;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measures one layer of MicroExpNet at batch size 1 in one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {Backends.NATIVE_ACCESS, Backends.ADD_MODULES, Backends.VECTOR_MODULE})
public class LayerBenchmark {
    /** The layer. */
    @Param
    public Layer layer;

    /** A name of {@link Backends}. */
    @Param({Backends.SCALAR, Backends.VECTOR, Backends.ONNX})
    public String backend;

    private float[] expected;
    private LayerRun run;

    /** Prepares the layer and computes the expected output with a naive implementation. */
    @Setup
    public void open() {
        LayerProblem problem = LayerProblem.of(layer);
        expected = NaiveLayer.run(problem);
        run = LayerBackend.named(backend).open(problem);
    }

    /** Makes one pass. */
    @Benchmark
    public Object run() {
        run.run();
        return run;
    }

    /** Compares the last output with the expected one. */
    @TearDown
    public void checkAndClose() {
        try (LayerRun closing = run) {
            Checks.same(backend + " " + layer, expected, closing.output());
        }
    }
}
