package io.microexp.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.testing.HandleLedger;
import io.microexp.testing.ProcessMemory;
import io.microexp.testing.TestFaces;
import io.microexp.testing.TestModels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Many threads on one classifier, each answer compared with the single-threaded one: a few seconds in every build, and
 * with {@code -Dmicroexp.soak=30} for that many seconds also memory and throughput, which want two idle cores. Each
 * backend's tests extend this class.
 */
public abstract class ClassifierSoakTest {
    private static final String LONG_RUN = "microexp.soak";
    private static final int LONG_SECONDS = Integer.getInteger(LONG_RUN, 0);
    private static final int SHORT_SECONDS = 3;
    private static final int THREADS = 8;
    private static final int ROUNDS = 5;
    private static final long SAMPLE_MILLIS = 50;
    private static final List<GrayImage> FACES = TestFaces.of(64, 48, 48, 30);

    /** Growth of resident memory that the collector's rhythm explains. */
    private static final double FLAT = 1.02;
    /** Throughput of two threads over one's on two cores: the rest goes to shared caches and clock speed. */
    private static final double SPEED_UP = 1.6;

    /** The backend under test. */
    protected abstract BackendProvider provider();

    /** The model to run. */
    protected EmotionModel model() {
        return TestModels.sevenClasses().build();
    }

    @Test
    void eightThreadsGetTheScoresOfOne() throws Exception {
        HandleLedger ledger = new HandleLedger();
        try (FacialEmotionClassifier classifier = open(ledger.watch(provider()))) {
            long calls = compareFrom(THREADS, seconds(SHORT_SECONDS), classifier, () -> {});
            assertThat(calls).isGreaterThanOrEqualTo(THREADS * FACES.size());
        }
        ledger.assertAllClosed();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledIfSystemProperty(named = LONG_RUN, matches = "\\d+")
    void residentMemoryStaysFlat() throws Exception {
        List<Long> residentKib = new ArrayList<>();
        try (FacialEmotionClassifier classifier = open(provider())) {
            compareFrom(THREADS, seconds(LONG_SECONDS) / 3, classifier, () -> {});
            compareFrom(THREADS, seconds(LONG_SECONDS), classifier, () -> residentKib.add(ProcessMemory.residentKib()));
        }
        int third = residentKib.size() / 3;
        long first = median(residentKib.subList(0, third));
        long last = median(residentKib.subList(residentKib.size() - third, residentKib.size()));
        assertThat((double) last / first)
                .as("resident memory of the last third %d KiB, of the first %d KiB; ratio", last, first)
                .isLessThanOrEqualTo(FLAT);
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_RUN, matches = "\\d+")
    void twoThreadsDoMoreThanOne() throws Exception {
        long one = 0;
        long two = 0;
        // a network whose time is spent in its layers: with the tests' tiny one the call itself is measured
        ClassifierOptions bundled = ClassifierOptions.builder().build();
        try (FacialEmotionClassifier classifier = BackendRegistry.open(provider(), bundled)) {
            compareFrom(2, seconds(SHORT_SECONDS), classifier, () -> {});
            for (int round = 0; round < ROUNDS; round++) {
                one += compareFrom(1, seconds(LONG_SECONDS) / ROUNDS / 2, classifier, () -> {});
                two += compareFrom(2, seconds(LONG_SECONDS) / ROUNDS / 2, classifier, () -> {});
            }
        }
        assertThat((double) two / one)
                .as("calls of two threads %d, of one %d; ratio", two, one)
                .isGreaterThanOrEqualTo(SPEED_UP);
    }

    /** Calls from many threads until the time is over and each has seen every face; returns how many. */
    private static long compareFrom(int threads, long nanos, FacialEmotionClassifier classifier, Runnable sampler)
            throws Exception {
        List<EmotionScores> expected = FACES.stream().map(classifier::classify).toList();
        long end = System.nanoTime() + nanos;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> callers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                callers.add(executor.submit(() -> compareUntil(end, classifier, expected)));
            }
            executor.shutdown();
            while (!executor.awaitTermination(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
                sampler.run();
            }
            long calls = 0;
            for (Future<Long> caller : callers) {
                calls += caller.get();
            }
            return calls;
        } finally {
            executor.shutdownNow();
        }
    }

    private static long compareUntil(long end, FacialEmotionClassifier classifier, List<EmotionScores> expected) {
        long calls = 0;
        while (calls < FACES.size() || System.nanoTime() - end < 0) {
            int face = (int) (calls++ % FACES.size());
            EmotionScores scores = classifier.classify(FACES.get(face));
            if (!scores.equals(expected.get(face))) {
                throw new AssertionError(
                        "Face " + face + ", call " + calls + ": expected " + expected.get(face) + ", found " + scores);
            }
        }
        return calls;
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private FacialEmotionClassifier open(BackendProvider provider) {
        return BackendRegistry.open(
                provider, ClassifierOptions.builder().model(model()).build());
    }
}
