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

/** From grey faces to scores, one classifier for all threads: the time of one call, preprocessing included. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {Backends.NATIVE_ACCESS, Backends.ADD_MODULES, Backends.VECTOR_MODULE})
public class ClassifyBenchmark {
    /** The open classifier and what it must answer. */
    @State(Scope.Benchmark)
    public static class Shared {
        /** See {@link Backends}. */
        @Param({Backends.SCALAR, Backends.VECTOR, Backends.ONNX})
        public String backend;

        /** Faces a call. */
        @Param({"1", "8", "32"})
        public int batch;

        private FacialEmotionClassifier classifier;
        private List<GrayImage> faces;
        private float[][] expected;

        /** Opens the classifier and asks another backend for the right answers. */
        @Setup
        public void open(BenchmarkParams params) {
            EmotionModel model = Backends.model();
            faces = Faces.of(batch);
            expected = Faces.reference(backend, model, faces);
            classifier = Backends.open(backend, model, params.getThreads());
        }

        /** Frees the classifier. */
        @TearDown
        public void close() {
            classifier.close();
        }
    }

    /** One thread's caller. */
    @State(Scope.Thread)
    public static class Caller {
        private float[] single;
        private List<EmotionScores> scores;

        /** Makes the buffer that a loop would reuse. */
        @Setup
        public void allocate(Shared shared) {
            single = new float[shared.classifier.labels().size()];
        }

        /** Holds this thread's last answers against the right ones. */
        @TearDown
        public void check(Shared shared) {
            for (int i = 0; i < shared.batch; i++) {
                float[] found = shared.batch == 1 ? single : scores.get(i).toArray();
                Checks.same(shared.backend + ", face " + i, shared.expected[i], found);
            }
        }
    }

    /** One call: the caller-buffer form for one face, a true batch for more. */
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
