package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.spi.InferenceSession;
import io.microexp.testing.TestFaces;
import io.microexp.testing.TestModels;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The caller-buffer form of {@code classify} costs what ONNX Runtime's own run with pinned tensors does. */
class AllocationTest {
    /** What the javadoc promises of it: about half a kilobyte. */
    private static final long HALF_A_KILOBYTE = 512;

    private static final int WARM_UP = 20_000;
    private static final int CALLS = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void addsNothingToWhatTheRuntimeAllocates() {
        EmotionModel model = TestModels.sevenClasses().build();
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend("onnx").build();
        GrayImage face = TestFaces.of(1, 64, 56, 3).get(0);
        float[] out = new float[model.metadata().labels().size()];
        try (InferenceSession session = new OnnxProvider().open(model, options);
                InferenceSession.Request request = session.newRequest(1);
                FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            long runtime = bytesPerCall(request::run);
            assertThat(bytesPerCall(() -> classifier.classify(face, out)))
                    .isLessThanOrEqualTo(runtime)
                    .isLessThanOrEqualTo(HALF_A_KILOBYTE);
        }
    }

    private static long bytesPerCall(Runnable call) {
        allocatedBy(WARM_UP, call);
        return allocatedBy(CALLS, call) / CALLS;
    }

    private static long allocatedBy(int calls, Runnable call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
