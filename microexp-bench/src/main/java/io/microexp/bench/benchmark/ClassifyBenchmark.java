package io.microexp.bench.benchmark;

import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import java.util.List;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/** Measures one call from gray faces to scores, preprocessing included. All threads share one classifier. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {Backends.NATIVE_ACCESS, Backends.ADD_MODULES, Backends.VECTOR_MODULE})
public class ClassifyBenchmark {
    /** The classifier and the expected scores. */
    @State(Scope.Benchmark)
    public static class Shared {
        /** A name of {@link Backends}. */
        @Param({Backends.SCALAR, Backends.VECTOR, Backends.ONNX})
        public String backend;

        /** Faces per call. */
        @Param({"1", "8", "32"})
        public int batch;

        private FacialEmotionClassifier classifier;
        private List<GrayImage> faces;
        private float[][] expected;

        /** Opens the classifier and computes the expected scores with another backend. */
        @Setup
        public void open(BenchmarkParams params) {
            EmotionModel model = Backends.model();
            faces = Faces.of(batch);
            expected = Faces.reference(backend, model, faces);
            classifier = Backends.open(backend, model, params.getThreads());
        }

        /** Closes the classifier. */
        @TearDown
        public void close() {
            classifier.close();
        }
    }

    /** The buffers of one calling thread. */
    @State(Scope.Thread)
    public static class Caller {
        private float[] single;
        private List<EmotionScores> scores;

        /** Allocates the buffer that a loop would reuse. */
        @Setup
        public void allocate(Shared shared) {
            single = new float[shared.classifier.labels().size()];
        }

        /** Compares the last scores of this thread with the expected ones. */
        @TearDown
        public void check(Shared shared) {
            for (int i = 0; i < shared.batch; i++) {
                float[] found = shared.batch == 1 ? single : scores.get(i).toArray();
                Checks.same(shared.backend + ", face " + i, shared.expected[i], found);
            }
        }
    }

    /** Makes one call: into the caller's buffer for one face, as a batch for more. */
    @Benchmark
    public Object classify(Shared shared, Caller caller, Allocation allocation) {
        allocation.enter();
        if (shared.batch == 1) {
            shared.classifier.classify(shared.faces.get(0), caller.single);
        } else {
            caller.scores = shared.classifier.classifyAll(shared.faces);
        }
        allocation.leave();
        return caller;
    }
}
