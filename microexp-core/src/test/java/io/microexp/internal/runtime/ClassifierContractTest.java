package io.microexp.internal.runtime;

import static io.microexp.testing.Tolerances.SAME_BACKEND;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.ExecutionProvider;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import io.microexp.spi.BackendProvider;
import io.microexp.testing.HandleLedger;
import io.microexp.testing.TestFaces;
import io.microexp.testing.TestModels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every backend keeps. Each backend's tests extend this class. */
@Timeout(120)
public abstract class ClassifierContractTest {
    private static final int THREADS = 8;
    private static final long SEED = 4242;
    private static final List<GrayImage> FACES = TestFaces.ofManySizes(40, SEED);
    private static final GrayImage FACE = FACES.get(0);

    private final HandleLedger ledger = new HandleLedger();

    /** The backend under test. */
    protected abstract BackendProvider provider();

    /** A model with these labels; the same weights for the same number of labels. */
    protected EmotionModel model(List<Emotion> labels) {
        return TestModels.of(new ModelMetadata(labels, Preprocessing.FER2013, 1f, "{}", "{}"))
                .build();
    }

    /** A model whose outputs are not finite. */
    protected EmotionModel modelOfNans() {
        return TestModels.sevenClasses().withWeightScale(Float.NaN).build();
    }

    @AfterEach
    void nothingStaysOpen() {
        ledger.assertAllClosed();
    }

    @Test
    void facesGetDifferentScores() {
        try (FacialEmotionClassifier classifier = open()) {
            assertThat(classifier.classifyAll(FACES)).doesNotHaveDuplicates();
        }
    }

    @Test
    void probabilitiesSumToOne() {
        try (FacialEmotionClassifier classifier = open()) {
            for (EmotionScores scores : classifier.classifyAll(FACES)) {
                float sum = 0;
                for (float probability : scores.toArray()) {
                    sum += probability;
                }
                assertClose(new float[] {sum}, new float[] {1f}, SAME_BACKEND);
            }
        }
    }

    @Test
    void aBatchScoresLikeSingleFaces() {
        try (FacialEmotionClassifier classifier = open()) {
            for (int size : new int[] {1, 2, 3, 32, 33, FACES.size()}) {
                List<GrayImage> faces = FACES.subList(0, size);
                List<EmotionScores> batch = classifier.classifyAll(faces);
                assertThat(batch).hasSize(size);
                for (int i = 0; i < size; i++) {
                    assertClose(
                            batch.get(i).toArray(),
                            classifier.classify(faces.get(i)).toArray(),
                            SAME_BACKEND);
                }
            }
        }
    }

    @Test
    void mirroredScoresAreTheMeanOfAFaceAndItsMirrorImage() {
        ClassifierOptions mirrored =
                options(model(Emotion.FER2013)).toBuilder().mirrored(true).build();
        List<GrayImage> faces = FACES.subList(0, 20);
        try (FacialEmotionClassifier classifier = open();
                FacialEmotionClassifier both = open(mirrored)) {
            List<EmotionScores> batch = both.classifyAll(faces);
            assertThat(batch).hasSameSizeAs(faces);
            for (int i = 0; i < faces.size(); i++) {
                float[] expected = classifier.classify(faces.get(i)).toArray();
                float[] mirrorImage = classifier.classify(mirror(faces.get(i))).toArray();
                for (int c = 0; c < expected.length; c++) {
                    expected[c] = (expected[c] + mirrorImage[c]) / 2;
                }
                assertClose(batch.get(i).toArray(), expected, SAME_BACKEND);
                assertClose(both.classify(faces.get(i)).toArray(), expected, SAME_BACKEND);
            }
        }
    }

    private static GrayImage mirror(GrayImage face) {
        byte[] pixels = new byte[face.width() * face.height()];
        for (int y = 0; y < face.height(); y++) {
            for (int x = 0; x < face.width(); x++) {
                pixels[y * face.width() + x] = (byte) face.get(face.width() - 1 - x, y);
            }
        }
        return GrayImage.of(pixels, face.width(), face.height());
    }

    @Test
    void anEmptyBatchHasNoScores() {
        try (FacialEmotionClassifier classifier = open()) {
            assertThat(classifier.classifyAll(List.of())).isEmpty();
        }
    }

    @Test
    void theCallersArrayReceivesTheSameScores() {
        try (FacialEmotionClassifier classifier = open()) {
            float[] out = new float[classifier.labels().size()];
            for (GrayImage face : FACES) {
                classifier.classify(face, out);
                assertThat(out).isEqualTo(classifier.classify(face).toArray());
            }
        }
    }

    @Test
    void scoresFollowTheModelsLabels() {
        List<Emotion> reversed = new ArrayList<>(Emotion.FER2013);
        Collections.reverse(reversed);
        try (FacialEmotionClassifier classifier = open();
                FacialEmotionClassifier relabeled = open(options(model(reversed)))) {
            EmotionScores scores = classifier.classify(FACE);
            EmotionScores relabeledScores = relabeled.classify(FACE);
            assertThat(classifier.labels()).isEqualTo(Emotion.FER2013);
            assertThat(relabeled.labels()).isEqualTo(reversed);
            assertThat(relabeledScores.labels()).isEqualTo(reversed);
            assertThat(relabeledScores.toArray()).isEqualTo(scores.toArray());
            assertThat(relabeledScores.probability(Emotion.NEUTRAL)).isEqualTo(scores.probability(Emotion.ANGER));
        }
    }

    @Test
    void describesItselfInOneLine() {
        try (FacialEmotionClassifier classifier = open()) {
            assertThat(classifier.description())
                    .startsWith(provider().name() + " (")
                    .contains("sha256 " + classifier.model().sha256().substring(0, 12))
                    .doesNotContain("\n")
                    .satisfies(text -> assertThat(text.endsWith(", not calibrated"))
                            .isEqualTo(!classifier.model().metadata().isCalibrated()));
        }
    }

    @Test
    void refusesAnArrayOfAnotherLength() {
        try (FacialEmotionClassifier classifier = open()) {
            for (int length : new int[] {0, 6, 8}) {
                assertThatThrownBy(() -> classifier.classify(FACE, new float[length]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("Expected an array of 7 (one per label), found length " + length);
            }
        }
    }

    @Test
    void refusesAnImageSmallerThan8x8() {
        GrayImage narrow = GrayImage.of(new byte[7 * 48], 7, 48);
        try (FacialEmotionClassifier classifier = open()) {
            for (Callable<?> call : List.<Callable<?>>of(
                    () -> classifier.classify(narrow), () -> classifier.classifyAll(List.of(FACE, narrow)))) {
                assertThatThrownBy(call::call)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("Expected a face of at least 8x8 pixels, found 7x48");
            }
        }
    }

    @Test
    void refusesNull() {
        try (FacialEmotionClassifier classifier = open()) {
            assertThatThrownBy(() -> classifier.classify(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> classifier.classify(FACE, null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> classifier.classifyAll(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> classifier.classifyAll(Collections.singletonList(null)))
                    .isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void refusesScoresThatAreNotProbabilities() {
        try (FacialEmotionClassifier classifier = open(options(modelOfNans()))) {
            for (int call = 0; call < 3; call++) {
                assertThatThrownBy(() -> classifier.classify(FACE))
                        .isInstanceOf(BackendException.class)
                        .hasMessageContaining("NaN");
            }
            assertThatThrownBy(() -> classifier.classifyAll(FACES)).isInstanceOf(BackendException.class);
        }
    }

    @Test
    void closesTwiceAndThenRefusesCalls() {
        FacialEmotionClassifier classifier = open();
        classifier.classify(FACE);
        classifier.close();
        assertThatCode(classifier::close).doesNotThrowAnyException();
        for (Callable<?> call :
                List.<Callable<?>>of(() -> classifier.classify(FACE), () -> classifier.classifyAll(List.of(FACE)))) {
            assertThatThrownBy(call::call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
        assertThat(classifier.description()).isNotBlank();
    }

    @Test
    void closesUnderTheCallsOfEightThreads() throws Exception {
        FacialEmotionClassifier classifier = open();
        EmotionScores expected = classifier.classify(FACE);
        CountDownLatch inFullSwing = new CountDownLatch(THREADS);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                callers.add(executor.submit(() -> callUntilClosed(classifier, expected, inFullSwing)));
            }
            inFullSwing.await();
            classifier.close();
            ledger.assertAllClosed();
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void callUntilClosed(
            FacialEmotionClassifier classifier, EmotionScores expected, CountDownLatch inFullSwing) {
        try {
            for (int call = 0; call < 20; call++) {
                assertThat(classifier.classify(FACE)).isEqualTo(expected);
            }
        } finally {
            inFullSwing.countDown();
        }
        assertThatThrownBy(() -> {
                    while (true) {
                        assertThat(classifier.classify(FACE)).isEqualTo(expected);
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void runsNoMoreCallsAtOnceThanAllowed() throws Exception {
        int allowed = 2;
        ClassifierOptions options = options(model(Emotion.FER2013)).toBuilder()
                .maxConcurrency(allowed)
                .build();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try (FacialEmotionClassifier classifier = open(options)) {
            EmotionScores expected = classifier.classify(FACE);
            Callable<List<EmotionScores>> calls = () ->
                    Stream.generate(() -> classifier.classify(FACE)).limit(50).toList();
            for (Future<List<EmotionScores>> scores : executor.invokeAll(Collections.nCopies(THREADS, calls))) {
                assertThat(scores.get()).hasSize(50).containsOnly(expected);
            }
            assertThat(ledger.mostRunning()).isBetween(1, allowed);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void refusesHardwareItLacksInsteadOfFallingBack() {
        for (ExecutionProvider hardware : EnumSet.complementOf(EnumSet.of(ExecutionProvider.CPU))) {
            ClassifierOptions options = options(model(Emotion.FER2013)).toBuilder()
                    .executionProvider(hardware)
                    .build();
            try (FacialEmotionClassifier classifier = open(options)) {
                assertThat(classifier.description()).contains(hardware.name());
            } catch (BackendException e) {
                assertThat(e).hasMessageContaining(hardware.name());
            }
        }
    }

    @Test
    void honorsOrRefusesThreads() {
        ClassifierOptions options =
                options(model(Emotion.FER2013)).toBuilder().threads(2).build();
        try (FacialEmotionClassifier classifier = open(options)) {
            assertThat(classifier.description()).contains("2 threads");
        } catch (BackendException e) {
            assertThat(e).hasMessageContaining("threads 2");
        }
    }

    private FacialEmotionClassifier open() {
        return open(options(model(Emotion.FER2013)));
    }

    private FacialEmotionClassifier open(ClassifierOptions options) {
        return BackendRegistry.open(ledger.watch(provider()), options);
    }

    private static ClassifierOptions options(EmotionModel model) {
        return ClassifierOptions.builder().model(model).build();
    }
}
