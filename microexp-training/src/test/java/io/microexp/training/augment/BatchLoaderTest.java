package io.microexp.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchLoaderTest {
    private static final long SEED = 21;
    private static final Preprocessing INPUT = new Preprocessing(8, 8, 0.5f, 0.25f);
    private static final Augmentation MIXUP =
            Augmentation.NONE.toBuilder().mixupAlpha(0.4).build();
    /** Sums of a few floats near 1. */
    private static final float ROUNDING = 1e-5f;

    /** Ample for the one batch that a worker may be at work on. */
    private static final long WORKER_MILLIS = 10_000;

    @Test
    void evaluationGivesAllFacesInOrderAsTheyAre() {
        List<Batch> batches = drain(BatchLoader.evaluation(faces(10), INPUT, 4));

        assertThat(batches).extracting(Batch::size).containsExactly(4, 4, 2);
        assertThat(indices(batches)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Batch second = batches.get(1);
        assertThat(second.pixels()).hasSize(4 * 64);
        assertThat(second.pixels()[64]).isCloseTo((5 / 255f - 0.5f) / 0.25f, within(ROUNDING));
        assertThat(second.targets()).hasSize(4 * 7);
        assertThat(second.targets()[7 + 5]).isEqualTo(1f);
        assertThat(second.lambda()).containsOnly(1f);
        assertThat(second.partners()).isEqualTo(second.indices());
    }

    @Test
    void evaluationKeepsALastFaceThatStandsAlone() {
        assertThat(drain(BatchLoader.evaluation(faces(9), INPUT, 4)))
                .extracting(Batch::size)
                .containsExactly(4, 4, 1);
        assertThat(drain(BatchLoader.evaluation(faces(0), INPUT, 4))).isEmpty();
    }

    @Test
    void aViewShowsEachFaceAsTrainingDoesInAnyEpoch() {
        FaceDataset faces = faces(10);
        Augmentation strong = Augmentation.STRONG.toBuilder().mixupAlpha(0).build();
        List<Batch> ordered = drain(BatchLoader.view(faces, INPUT, 4, Augmentation.STRONG, SEED, 2));

        List<Batch> shuffled = drain(BatchLoader.training(faces, INPUT, 5, strong, 0f, SEED, 2));

        assertThat(indices(ordered)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(indices(shuffled)).isNotEqualTo(indices(ordered));
        assertThat(shuffled).extracting(Batch::view).containsOnly(2);
        int compared = 0;
        for (Batch batch : shuffled) {
            for (int i = 0; i < batch.size(); i++) {
                int face = batch.indices()[i];
                assertThat(Arrays.copyOfRange(batch.pixels(), i * 64, (i + 1) * 64))
                        .isEqualTo(
                                Arrays.copyOfRange(ordered.get(face / 4).pixels(), face % 4 * 64, (face % 4 + 1) * 64));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(10);
    }

    @Test
    void trainingLeavesOutALastBatchOfOneFace() {
        assertThat(drain(training(9, 4, Augmentation.NONE, 0)))
                .extracting(Batch::size)
                .containsExactly(4, 4);
        assertThat(drain(training(10, 4, Augmentation.NONE, 0)))
                .extracting(Batch::size)
                .containsExactly(4, 4, 2);
        try (BatchLoader loader = training(9, 4, Augmentation.NONE, 0)) {
            assertThat(loader.batches()).isEqualTo(2);
        }
    }

    @Test
    void trainingShufflesAllFacesAnewEachEpoch() {
        int[] first = indices(drain(training(50, 8, Augmentation.NONE, 0)));
        int[] second = indices(drain(training(50, 8, Augmentation.NONE, 1)));

        assertThat(first).containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
        assertThat(second).containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
        assertThat(first).isNotEqualTo(second);
        assertThat(first).isNotEqualTo(IntStream.range(0, 50).toArray());
    }

    @Test
    void anEpochCanBeReplayed() {
        for (double balance : new double[] {0, 0.5}) {
            List<Batch> once = drain(balanced(balance));
            List<Batch> again = drain(balanced(balance));

            assertThat(again).hasSameSizeAs(once);
            for (int i = 0; i < once.size(); i++) {
                assertThat(again.get(i)).usingRecursiveComparison().isEqualTo(once.get(i));
            }
        }
    }

    private static BatchLoader balanced(double balance) {
        return BatchLoader.training(faces(50), INPUT, 8, Augmentation.STRONG, 0f, balance, SEED, 3);
    }

    @Test
    void aFaceThatComesAgainIsVariedAnew() {
        FaceDataset.Builder faces = FaceDataset.builder("generated", Emotion.FER2013);
        for (int i = 0; i < 20; i++) {
            faces.add(gradient(), i == 0 ? 1 : 0);
        }
        Augmentation noMixup = Augmentation.STRONG.toBuilder().mixupAlpha(0).build();

        List<List<Float>> drawn = new ArrayList<>();
        for (Batch batch : drain(BatchLoader.training(faces.build(), INPUT, 4, noMixup, 0f, 1.0, SEED, 0))) {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.indices()[i] == 0) {
                    drawn.add(pixels(batch, i));
                }
            }
        }

        assertThat(drawn).as("seed " + SEED).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void mixupIsTheWeightedSumOfTwoFacesAndTheirTargets() {
        FaceDataset faces = faces(40);
        List<Batch> batches = drain(BatchLoader.training(faces, INPUT, 8, MIXUP, 0.1f, SEED, 0));
        int mixed = 0;
        for (Batch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                float lambda = batch.lambda()[i];
                int own = batch.indices()[i];
                int partner = batch.partners()[i];
                float pixel = lambda * own + (1 - lambda) * partner;
                assertThat(batch.pixels()[i * 64]).isCloseTo((pixel / 255 - 0.5f) / 0.25f, within(ROUNDING));
                for (int c = 0; c < 7; c++) {
                    float plain = lambda * faces.target(own)[c] + (1 - lambda) * faces.target(partner)[c];
                    assertThat(batch.targets()[i * 7 + c]).isCloseTo(0.9f * plain + 0.1f / 7, within(ROUNDING));
                }
                mixed += lambda < 1 && own != partner ? 1 : 0;
            }
            assertThat(batch.lambda()).containsOnly(batch.lambda()[0]);
            assertThat(batch.partners()).containsExactlyInAnyOrder(batch.indices());
        }
        assertThat(mixed).as("seed " + SEED).isPositive();
    }

    @Test
    void theWorkersErrorReachesTheCaller() {
        FaceDataset faces = faces(4);
        Preprocessing huge = new Preprocessing(1024, 1024, 0.5f, 0.25f);
        try (BatchLoader loader = BatchLoader.evaluation(faces.select(new int[3000]), huge, 3000)) {
            // 3000 faces of 1024 x 1024 pixels exceed what an array can hold
            assertThatThrownBy(loader::next).isInstanceOf(NegativeArraySizeException.class);
        }
    }

    @Test
    void anInterruptedThreadGetsNoBatchEvenIfOneIsReady() {
        try (BatchLoader loader = training(10, 2, Augmentation.NONE, 0)) {
            loader.next();
            Thread.currentThread().interrupt();
            assertThatThrownBy(loader::next).isInstanceOf(CancellationException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(loader.next().size()).isEqualTo(2);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void closeStopsTheWorkerAndMayBeCalledTwice() throws InterruptedException {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        BatchLoader loader = training(5000, 2, Augmentation.STRONG, 0);
        loader.next();
        loader.close();
        loader.close();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("microexp-batches") && !others.contains(thread)) {
                thread.join(WORKER_MILLIS);
                assertThat(thread.isAlive()).isFalse();
            }
        }
        assertThatThrownBy(loader::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void nothingComesAfterTheLastBatch() {
        try (BatchLoader loader = BatchLoader.evaluation(faces(1), INPUT, 4)) {
            loader.next();

            assertThat(loader.hasNext()).isFalse();
            assertThatThrownBy(loader::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void refusesBatchesTooSmallToNormalizeAndSmoothingOutOfRange() {
        assertThatThrownBy(() -> training(10, 1, Augmentation.NONE, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("at least 2", "found 1");
        assertThatThrownBy(() -> BatchLoader.training(faces(4), INPUT, 2, Augmentation.NONE, 1f, SEED, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("smoothing", "1.0");
    }

    private static GrayImage gradient() {
        byte[] pixels = new byte[64];
        for (int i = 0; i < 64; i++) {
            pixels[i] = (byte) (3 * i);
        }
        return GrayImage.of(pixels, 8, 8);
    }

    private static List<Float> pixels(Batch batch, int image) {
        List<Float> pixels = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            pixels.add(batch.pixels()[image * 64 + i]);
        }
        return pixels;
    }

    private static BatchLoader training(int count, int batchSize, Augmentation augmentation, int epoch) {
        return BatchLoader.training(faces(count), INPUT, batchSize, augmentation, 0f, SEED, epoch);
    }

    /** Face i is flat of gray i (mod 256) and of class i mod 7. */
    private static FaceDataset faces(int count) {
        FaceDataset.Builder faces = FaceDataset.builder("generated", Emotion.FER2013);
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[64];
            Arrays.fill(pixels, (byte) i);
            faces.add(GrayImage.of(pixels, 8, 8), i % 7);
        }
        return faces.build();
    }

    private static List<Batch> drain(BatchLoader loader) {
        try (loader) {
            List<Batch> batches = new ArrayList<>();
            loader.forEachRemaining(batches::add);
            assertThat(batches).hasSize(loader.batches());
            return batches;
        }
    }

    private static int[] indices(List<Batch> batches) {
        return batches.stream()
                .flatMapToInt(batch -> IntStream.of(batch.indices()))
                .toArray();
    }
}
