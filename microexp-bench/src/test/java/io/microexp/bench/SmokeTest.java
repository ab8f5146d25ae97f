package io.microexp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.benchmark.ClassifyBenchmark;
import io.microexp.bench.benchmark.DetectBenchmark;
import io.microexp.bench.benchmark.PeakBenchmark;
import io.microexp.bench.benchmark.PipelineBenchmark;
import io.microexp.bench.benchmark.PreprocessBenchmark;
import io.microexp.bench.layer.Layer;
import io.microexp.bench.layer.LayerBenchmark;
import io.microexp.testing.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once in this process: each checks its own result, so none can be fast and wrong. */
class SmokeTest {
    private static final int BACKENDS = 3;
    private static final int BATCHES = 3;

    @BeforeEach
    void nameASmallModel(@TempDir Path folder) throws IOException {
        Path model = Files.write(
                folder.resolve("small.onnx"), TestModels.sevenClasses().toBytes());
        System.setProperty(Backends.MODEL_PROPERTY, model.toString());
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty(Backends.MODEL_PROPERTY);
    }

    @Test
    void classifiersOfAllBackendsAgree() throws RunnerException {
        assertThat(run(ClassifyBenchmark.class, 2)).isEqualTo(BACKENDS * BATCHES);
    }

    @Test
    void everyLayerOfEveryBackendIsAsDefined() throws RunnerException {
        assertThat(run(LayerBenchmark.class, 1)).isEqualTo(BACKENDS * Layer.values().length);
    }

    @Test
    void builtInDetectorFindsTheFace() throws RunnerException {
        assertThat(run(DetectBenchmark.class, 1)).isEqualTo(1);
    }

    @Test
    void pipelineFindsTheFaceWithEveryBackend() throws RunnerException {
        assertThat(run(PipelineBenchmark.class, 1)).isEqualTo(BACKENDS);
    }

    @Test
    void preprocessingIsAsDefined() throws RunnerException {
        assertThat(run(PreprocessBenchmark.class, 1)).isEqualTo(1);
    }

    @Test
    void thePeakLoopsCompute() throws RunnerException {
        assertThat(run(PeakBenchmark.class, 1)).isEqualTo(2);
    }

    private static int run(Class<?> benchmark, int threads) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include("\\Q" + benchmark.getName() + "\\E\\.")
                        .mode(Mode.SingleShotTime)
                        .forks(0)
                        .threads(threads)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.NONE)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run()
                .size();
    }
}
