package io.microexp.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.microexp.Emotion;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.spi.InferenceSession;
import io.microexp.testing.TestModels;
import io.microexp.training.export.OnnxImporter;
import io.microexp.training.testing.Forward;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DjlSessionTest {
    private static final EmotionModel MODEL = ExportedModels.of(Emotion.FER2013);
    private static final int THREADS = 4;

    /** PyTorch records gradients in every new thread; frozen parameters leave it nothing to record. */
    @Test
    void noThreadRecordsGradients() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = OnnxImporter.load(MODEL, manager);
            List<Future<Boolean>> recorded = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                recorded.add(threads.submit(() -> {
                    try (NDManager scope = manager.newSubManager()) {
                        NDArray logits = Forward.of(network, scope.ones(new Shape(2, 1, 48, 48)));
                        return logits.hasGradient();
                    }
                }));
            }
            for (Future<Boolean> each : recorded) {
                assertThat(each.get()).isFalse();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void runsLeaveNoArrayBehind() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        NDManager manager = NDManager.newBaseManager();
        try (InferenceSession session = new DjlSession(manager, MODEL)) {
            int before = manager.getManagedArrays().size();
            runOften(session, threads);
            assertThat(manager.getManagedArrays()).hasSize(before);
        } finally {
            threads.shutdownNow();
        }
        assertThat(manager.isOpen()).isFalse();
    }

    @Test
    void aModelThatIsRefusedLeavesNothingOpen() {
        NDManager manager = NDManager.newBaseManager();
        EmotionModel another = TestModels.sevenClasses().build();
        assertThatThrownBy(() -> new DjlSession(manager, another)).isInstanceOf(ModelFormatException.class);
        assertThat(manager.isOpen()).isFalse();
    }

    private static void runOften(InferenceSession session, ExecutorService threads) throws Exception {
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            runs.add(threads.submit(() -> {
                try (InferenceSession.Request request = session.newRequest(1)) {
                    for (int run = 0; run < 5; run++) {
                        request.run();
                    }
                }
            }));
        }
        for (Future<?> run : runs) {
            run.get();
        }
    }
}
