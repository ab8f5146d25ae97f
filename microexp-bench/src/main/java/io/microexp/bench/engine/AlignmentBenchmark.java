package io.microexp.bench.engine;

import io.microexp.bench.benchmark.Checks;
import io.microexp.internal.engine.Network;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.internal.protobuf.ProtobufReader;
import io.microexp.model.EmotionModel;
import java.util.Random;
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

/**
 * Measures what aligning the scratch rows of the scalar kernels is worth: one face through {@code fer2013} with and
 * without it. The alignment of an array is a matter of luck, so several JVMs are started.
 *
 * <pre>{@code java -jar microexp-bench/target/benchmarks.jar AlignmentBenchmark}</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(5)
public class AlignmentBenchmark {
    private static final long SEED = 20_261_129L;

    /** Whether rows are aligned. */
    @Param({"true", "false"})
    public boolean aligned;

    private Network network;
    private Workspace workspace;
    private float[] image;
    private float[] scores;

    /** Opens the network. */
    @Setup
    public void open() {
        byte[] model = EmotionModel.bundled("fer2013").toBytes();
        network = Network.load(new ProtobufReader(model), new ScalarKernelFactory(aligned));
        workspace = network.newWorkspace();
        scores = new float[network.outputs().iterator().next().elements()];
        image = new float[network.channels() * network.height() * network.width()];
        Random random = new Random(SEED);
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
    }

    /** Scores one face. */
    @Benchmark
    public Object oneFace() {
        return run(network, workspace, scores);
    }

    private float[] run(Network of, Workspace in, float[] out) {
        of.run(image, in);
        of.outputs().iterator().next().read(in, out);
        return out;
    }

    /** Compares the scores with those of fresh memory without alignment. */
    @TearDown
    public void check() {
        byte[] model = EmotionModel.bundled("fer2013").toBytes();
        Network reference = Network.load(new ProtobufReader(model), new ScalarKernelFactory(false));
        Checks.same("scores", run(reference, reference.newWorkspace(), new float[scores.length]), scores);
    }
}
