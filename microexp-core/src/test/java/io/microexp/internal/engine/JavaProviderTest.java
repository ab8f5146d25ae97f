package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.ExecutionProvider;
import io.microexp.FacialEmotionClassifier;
import io.microexp.ModelFormatException;
import io.microexp.image.GrayImage;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.spi.InferenceSession;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JavaProviderTest {
    private static final EmotionModel MODEL = EmotionModel.of("fixture", MicroExpNetFixture.bytes(5));
    private static final ClassifierOptions OPTIONS =
            ClassifierOptions.builder().model(MODEL).backend("java").build();

    private static GrayImage face(long seed) {
        byte[] pixels = new byte[48 * 48];
        new Random(seed).nextBytes(pixels);
        return GrayImage.of(pixels, 48, 48);
    }

    private static float[] scores(FacialEmotionClassifier classifier, GrayImage face) {
        float[] out = new float[7];
        classifier.classify(face, out);
        return out;
    }

    @Test
    void isFoundByNameAndDescribesItself() {
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(OPTIONS)) {
            assertThat(classifier.description())
                    .startsWith("java (pure Java, ")
                    .containsAnyOf("scalar kernels", "vector kernels of ")
                    .contains("1 thread", "fixture");
        }
    }

    @Test
    void probabilitiesSumToOne() {
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(OPTIONS)) {
            float sum = 0;
            for (float probability : scores(classifier, face(1))) {
                assertThat(probability).isBetween(0f, 1f);
                sum += probability;
            }
            assertThat(Math.abs(sum - 1)).isLessThan(1e-5f);
        }
    }

    @Test
    void imagesOfABatchScoreAsAlone() {
        List<GrayImage> faces = List.of(face(1), face(2), face(3));
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(OPTIONS)) {
            var batch = classifier.classifyAll(faces);
            for (int i = 0; i < faces.size(); i++) {
                assertThat(batch.get(i)).isEqualTo(classifier.classify(faces.get(i)));
            }
        }
    }

    @Test
    void threadsShareOnePlan() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(OPTIONS)) {
            float[][] expected = new float[8][];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = scores(classifier, face(i));
            }
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                GrayImage face = face(i % expected.length);
                results.add(threads.submit(() -> scores(classifier, face)));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(expected[i % expected.length]);
            }
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void aRunAllocatesNothing(String kernels) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (InferenceSession session = JavaProvider.open(MODEL, Engines.kernels(kernels));
                InferenceSession.Request request = session.newRequest(1)) {
            // until the JIT compiler has compiled the vector kernels they box: wait for a quiet stretch of runs
            long allocated = Long.MAX_VALUE;
            for (int stretch = 0; stretch < 400 && allocated > 0; stretch++) {
                long before = memory.getCurrentThreadAllocatedBytes();
                for (int run = 0; run < 10; run++) {
                    request.run();
                }
                allocated = memory.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).as("bytes of 10 runs after warm-up").isZero();
        }
    }

    @Test
    void anotherExecutionProviderIsRefused() {
        ClassifierOptions options =
                OPTIONS.toBuilder().executionProvider(ExecutionProvider.CUDA).build();
        assertThatThrownBy(() -> FacialEmotionClassifier.open(options))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("CUDA")
                .hasMessageContaining("backend onnx");
    }

    @Test
    void aBatchOfNoneIsRefused() {
        try (InferenceSession session = JavaProvider.open(MODEL, new ScalarKernelFactory())) {
            assertThatThrownBy(() -> session.newRequest(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 0");
        }
    }

    @Test
    void aGraphThatContradictsItsMetadataIsRefused() {
        OnnxBuilder onnx = new OnnxBuilder(1, 1, 16, 16);
        String x = onnx.node("Flatten", onnx.node("GlobalAveragePool", onnx.conv(OnnxBuilder.INPUT, 1, 8, 3, 2, 1)));
        byte[] bytes = onnx.classifier(onnx.gemm(x, 8, 6), MicroExpNetFixture.LABELS, new Preprocessing(16, 16, 0, 1));
        assertRefused(bytes, "output of 7 scores");

        OnnxBuilder other = new OnnxBuilder(1, 1, 16, 16);
        String y = other.gemm(other.node("Flatten", other.node("GlobalAveragePool", OnnxBuilder.INPUT)), 1, 7);
        assertRefused(
                other.classifier(y, MicroExpNetFixture.LABELS, new Preprocessing(16, 24, 0, 1)), "input of 1x24x16");
    }

    private static void assertRefused(byte[] bytes, String message) {
        ClassifierOptions options =
                OPTIONS.toBuilder().model(EmotionModel.of("odd", bytes)).build();
        assertThatThrownBy(() -> FacialEmotionClassifier.open(options))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Model odd")
                .hasMessageContaining(message);
    }
}
