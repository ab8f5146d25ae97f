package io.microexp.bench.benchmark;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the two rooflines of one core: float32 multiply-adds in registers (operations per nanosecond are GFLOP/s) and
 * memory bandwidth (bytes per nanosecond are GB/s). C2 vectorizes both loops.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PeakBenchmark {
    private static final int REGISTER_FLOATS = 2048;
    private static final int STEPS = 8;
    private static final int FLOPS = REGISTER_FLOATS * STEPS * 2;
    /** Makes three arrays of 16 MiB each, more than the caches of a board hold. */
    private static final int MEMORY_FLOATS = 4 << 20;

    private static final int MEMORY_BYTES = 3 * Float.BYTES * MEMORY_FLOATS;

    private final float[] values = new float[REGISTER_FLOATS];
    private final float[] first = new float[MEMORY_FLOATS];
    private final float[] second = new float[MEMORY_FLOATS];
    private final float[] sum = new float[MEMORY_FLOATS];

    /** Fills the arrays. */
    @Setup
    public void fill() {
        Arrays.fill(first, 1);
        Arrays.fill(second, 2);
    }

    /** Computes multiply-adds in chains of eight. The processor overlaps the chains of neighboring values. */
    @Benchmark
    @OperationsPerInvocation(FLOPS)
    public float[] multiplyAdds() {
        float factor = 0.5f;
        float summand = 1;
        for (int i = 0; i < values.length; i++) {
            float x = values[i];
            x = Math.fma(x, factor, summand);
            x = Math.fma(x, factor, summand);
            x = Math.fma(x, factor, summand);
            x = Math.fma(x, factor, summand);
            x = Math.fma(x, factor, summand);
            x = Math.fma(x, factor, summand);
            x = Math.fma(x, factor, summand);
            values[i] = Math.fma(x, factor, summand);
        }
        return values;
    }

    /** Reads two arrays and writes a third. */
    @Benchmark
    @OperationsPerInvocation(MEMORY_BYTES)
    public float[] triad() {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = first[i] + 3 * second[i];
        }
        return sum;
    }

    /** Checks that each chain approaches 2 or each sum is 7. The array of the benchmark that did not run is 0. */
    @TearDown
    public void check() {
        float[] found = {values[0], values[values.length - 1], sum[0], sum[sum.length - 1]};
        boolean chains = found[0] >= 1.9 && found[0] <= 2 && found[0] == found[1];
        boolean sums = found[2] == 7 && found[3] == 7;
        if (!chains && !sums) {
            throw new IllegalStateException("Expected chains near 2 or sums of 7, found " + Arrays.toString(found));
        }
    }
}
