package io.microexp.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.testing.HandleLedger;
import io.microexp.testing.TestFaces;
import io.microexp.testing.TestModels;
import java.lang.management.ManagementFactory;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool of requests, waiting and closing, on a backend that does what each test needs. */
@Timeout(60)
class SessionClassifierTest {
    private static final List<GrayImage> FACES = TestFaces.of(70, 48, 48, 5);
    private static final GrayImage FACE = FACES.get(0);
    private static final GrayImage DARK_FACE = TestFaces.exposed(FACE, 0.06, 0);

    private final FakeBackend backend = new FakeBackend("fake", 1);
    private final HandleLedger ledger = new HandleLedger();

    @AfterEach
    void nothingStaysOpen() {
        ledger.assertAllClosed();
    }

    @Test
    void oneRequestServesCallAfterCall() {
        try (FacialEmotionClassifier classifier = open(4)) {
            for (int i = 0; i < 5; i++) {
                assertThat(classifier.classify(FACE).top()).isEqualTo(Emotion.ANGER);
            }
            assertThat(ledger.requestsOpened()).isEqualTo(1);
        }
    }

    @Test
    void batchesOfOneSizeShareARequestBesideTheSingleOne() {
        try (FacialEmotionClassifier classifier = open(2)) {
            for (int i = 0; i < 5; i++) {
                classifier.classify(FACE);
                assertThat(classifier.classifyAll(FACES.subList(0, 3))).hasSize(3);
            }
            assertThat(ledger.requestsOpened()).isEqualTo(2);
        }
    }

    @Test
    void longListsRunInBatchesOf32() {
        try (FacialEmotionClassifier classifier = open(2)) {
            assertThat(classifier.classifyAll(FACES)).hasSize(70);
            assertThat(ledger.requestsOpened()).as("one of 32, one of 6").isEqualTo(2);
        }
    }

    @Test
    void mirrorImagesCountAsImagesOfABatch() {
        ClassifierOptions mirrored = options(2).toBuilder().mirrored(true).build();
        try (FacialEmotionClassifier classifier = BackendRegistry.open(ledger.watch(backend), mirrored)) {
            assertThat(classifier.classifyAll(FACES.subList(0, 16))).hasSize(16);
            assertThat(classifier.classifyAll(FACES)).hasSize(70);
            assertThat(ledger.requestsOpened()).as("one of 32, one of 12").isEqualTo(2);
            assertThat(classifier.description()).contains(", mirrored");
        }
    }

    @Test
    void whereThereIsNoRoomANewBatchSizeDrivesOutAnOldOne() {
        try (FacialEmotionClassifier classifier = open(2)) {
            for (int size = 1; size <= 5; size++) {
                classifier.classifyAll(FACES.subList(0, size));
                assertThat(ledger.open()).as("session and idle requests").isEqualTo(1 + Math.min(size, 2));
            }
            classifier.classifyAll(FACES.subList(0, 4));
            classifier.classifyAll(FACES.subList(0, 5));
            assertThat(ledger.requestsOpened())
                    .as("the last two are still there")
                    .isEqualTo(5);
        }
    }

    @Test
    @DisplayName("A request that does not fit into memory is one clear error, and costs no slot")
    void tooLargeARequest() {
        try (FacialEmotionClassifier classifier = open(1)) {
            backend.onNewRequest = () -> {
                throw new OutOfMemoryError("Java heap space");
            };
            assertThatThrownBy(() -> classifier.classify(FACE))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("memory for a run of 1 face")
                    .hasMessageContaining("-Xmx");
            backend.onNewRequest = () -> {};
            assertThat(classifier.classify(FACE).top()).isEqualTo(Emotion.ANGER);
        }
    }

    @Test
    void aRequestWhoseRunFailedIsClosedAndTheNextCallWorks() {
        try (FacialEmotionClassifier classifier = open(2)) {
            backend.onRun = () -> {
                throw new BackendException("no memory");
            };
            assertThatThrownBy(() -> classifier.classify(FACE)).hasMessage("no memory");
            assertThatThrownBy(() -> classifier.classifyAll(FACES)).hasMessage("no memory");
            assertThat(ledger.open()).as("the session alone").isEqualTo(1);
            backend.onRun = () -> {};
            assertThat(classifier.classify(FACE).top()).isEqualTo(Emotion.ANGER);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0.01f, 1.01f})
    void aScoreThatIsNoProbabilityIsTheBackendsFault(float score) {
        backend.score = score;
        try (FacialEmotionClassifier classifier = open(1)) {
            List<Callable<?>> calls =
                    List.of(() -> classifier.classify(FACE), () -> classifier.classifyAll(List.of(FACE)), () -> {
                        classifier.classify(FACE, new float[7]);
                        return null;
                    });
            for (Callable<?> call : calls) {
                assertThatThrownBy(call::call)
                        .isInstanceOf(BackendException.class)
                        .hasMessageStartingWith(
                                "Backend fake, model test: expected a probability in [0, 1] for anger, found " + score
                                        + ". ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, 0.5f, 0.98f})
    void scoresThatDoNotSumToOneAreRefused(float sum) {
        backend.score = sum;
        try (FacialEmotionClassifier classifier = open(1)) {
            assertThatThrownBy(() -> classifier.classify(FACE))
                    .isInstanceOf(BackendException.class)
                    .hasMessageStartingWith(
                            "Backend fake, model test: expected probabilities that sum to 1, found " + sum);
        }
    }

    @Test
    void aScoreAboveOneByRoundingIsOneInEveryForm() {
        backend.score = Math.nextUp(1f);
        try (FacialEmotionClassifier classifier = open(1)) {
            float[] out = new float[7];
            classifier.classify(FACE, out);
            assertThat(out[0]).isEqualTo(1f);
            assertThat(classifier.classify(FACE).probability(Emotion.ANGER)).isEqualTo(1f);
        }
    }

    @Test
    void aCallBeyondTheSlotsWaits() throws Exception {
        Gate gate = new Gate();
        try (FacialEmotionClassifier classifier = open(1)) {
            backend.onRun = gate;
            Call<EmotionScores> running = new Call<>(() -> classifier.classify(FACE));
            gate.awaitArrival();
            Call<EmotionScores> waiting = new Call<>(() -> classifier.classify(FACE));
            waiting.awaitWaiting();
            gate.open();
            assertThat(running.get()).isEqualTo(waiting.get());
            assertThat(ledger.mostRunning()).isEqualTo(1);
            assertThat(ledger.requestsOpened()).isEqualTo(1);
        }
    }

    @Test
    void closeWaitsForTheRunningCallAndRefusesTheWaitingOne() throws Exception {
        Gate gate = new Gate();
        FacialEmotionClassifier classifier = open(1);
        backend.onRun = gate;
        Call<EmotionScores> running = new Call<>(() -> classifier.classify(FACE));
        gate.awaitArrival();
        Call<EmotionScores> waiting = new Call<>(() -> classifier.classify(FACE));
        waiting.awaitWaiting();
        Call<?> closing = new Call<>(() -> {
            classifier.close();
            return null;
        });
        closing.awaitWaiting();
        assertThat(ledger.open()).as("session and running request").isEqualTo(2);
        gate.open();
        assertThat(running.get().top()).isEqualTo(Emotion.ANGER);
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        closing.get();
        ledger.assertAllClosed();
    }

    @Test
    void otherCallsGetTheirTurnBetweenTheBatchesOfALongList() throws Exception {
        Gate gate = new Gate();
        try (FacialEmotionClassifier classifier = open(1)) {
            List<Thread> runs = new CopyOnWriteArrayList<>();
            backend.onRun = () -> {
                gate.run();
                runs.add(Thread.currentThread());
            };
            Call<List<EmotionScores>> list = new Call<>(() -> classifier.classifyAll(FACES));
            gate.awaitArrival();
            Call<EmotionScores> single = new Call<>(() -> classifier.classify(FACE));
            single.awaitWaiting();
            gate.open();
            assertThat(list.get()).hasSize(FACES.size());
            single.get();
            assertThat(runs).containsExactly(list.thread, single.thread, list.thread, list.thread);
        }
    }

    @Test
    void closeEndsALongListAfterTheBatchThatRuns() throws Exception {
        Gate gate = new Gate();
        FacialEmotionClassifier classifier = open(1);
        backend.onRun = gate;
        Call<List<EmotionScores>> list = new Call<>(() -> classifier.classifyAll(FACES));
        gate.awaitArrival();
        Call<?> closing = new Call<>(() -> {
            classifier.close();
            return null;
        });
        closing.awaitWaiting();
        gate.open();
        closing.get();
        assertThatThrownBy(list::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aListMayUseTheClassifierItself() {
        try (FacialEmotionClassifier classifier = open(1)) {
            List<GrayImage> faces = new AbstractList<>() {
                @Override
                public GrayImage get(int index) {
                    classifier.classify(FACE);
                    return FACES.get(index);
                }

                @Override
                public int size() {
                    return 3;
                }
            };
            assertThat(classifier.classifyAll(faces)).hasSize(3);
        }
    }

    @Test
    void aStackOverflowInACallerCostsNoSlot() throws Exception {
        FacialEmotionClassifier classifier = BackendRegistry.open(backend, options(1));
        AtomicBoolean stop = new AtomicBoolean();
        Callable<Integer> competitor = () -> {
            int calls = 0;
            while (!stop.get()) {
                classifier.classify(FACE);
                calls++;
            }
            return calls;
        };
        List<Call<Integer>> competitors = List.of(new Call<>(competitor), new Call<>(competitor));
        Call<Integer> overflowing = new Call<>(() -> {
            int overflows = 0;
            for (int round = 0; round < 10; round++) {
                overflows += callWhereTheStackEnds(classifier, new int[] {150});
            }
            return overflows;
        });
        assertThat(overflowing.get()).isPositive();
        stop.set(true);
        for (Call<Integer> caller : competitors) {
            assertThat(caller.get()).isPositive();
        }
        assertThat(classifier.classify(FACE).top()).isEqualTo(Emotion.ANGER);
        classifier.close();
    }

    /** Overflows the stack, calls in each frame on the way back, and counts the calls that overflow it again. */
    private static int callWhereTheStackEnds(FacialEmotionClassifier classifier, int[] callsLeft) {
        int overflows = 0;
        try {
            overflows = callWhereTheStackEnds(classifier, callsLeft);
        } catch (StackOverflowError e) {
            // from here on upwards
        }
        if (callsLeft[0]-- > 0) {
            try {
                classifier.classify(FACE);
            } catch (StackOverflowError e) {
                overflows++;
            }
        }
        return overflows;
    }

    @Test
    void theSessionIsClosedEvenIfARequestFailsTo() {
        HandleLedger unclean = new HandleLedger();
        FacialEmotionClassifier classifier = BackendRegistry.open(unclean.watch(backend), options(1));
        classifier.classify(FACE);
        backend.onRequestClose = () -> {
            backend.onRequestClose = () -> {};
            throw new BackendException("close failed");
        };
        assertThatThrownBy(classifier::close).hasMessage("close failed");
        assertThat(unclean.open()).as("the request that failed to close alone").isEqualTo(1);
    }

    @Test
    void anInterruptedCallerGetsScoresAndStaysInterrupted() {
        try (FacialEmotionClassifier classifier = open(1)) {
            Thread.currentThread().interrupt();
            assertThat(classifier.classify(FACE).top()).isEqualTo(Emotion.ANGER);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theCallerBufferFormAllocatesNothing(boolean mirrored) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int calls = 1000;
        float[] out = new float[7];
        ClassifierOptions options = options(1).toBuilder().mirrored(mirrored).build();
        try (FacialEmotionClassifier classifier = BackendRegistry.open(backend, options)) {
            long allocated = 0;
            for (int round = 0; round < 5; round++) {
                allocated = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < calls; i++) {
                    classifier.classify(FACE, out);
                    classifier.classify(DARK_FACE, out);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
            }
            assertThat(allocated / calls).as("bytes a call, once warm").isZero();
        }
    }

    private FacialEmotionClassifier open(int maxConcurrency) {
        return BackendRegistry.open(ledger.watch(backend), options(maxConcurrency));
    }

    private static ClassifierOptions options(int maxConcurrency) {
        return ClassifierOptions.builder()
                .model(TestModels.sevenClasses().build())
                .maxConcurrency(maxConcurrency)
                .build();
    }

    /** Holds a run until it is opened. */
    private static final class Gate implements Runnable {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        @Override
        public void run() {
            arrived.countDown();
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new AssertionError("a run is not interrupted", e);
            }
        }

        void awaitArrival() throws InterruptedException {
            arrived.await();
        }

        void open() {
            opened.countDown();
        }
    }

    /** A call on its own thread. */
    private static final class Call<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        Call(Callable<T> call) {
            task = new FutureTask<>(call);
            thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        }

        void awaitWaiting() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }

        T get() throws Exception {
            return task.get();
        }
    }
}
