package io.microexp.training.augment;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Prepares the batches of one epoch ahead, at most four at a time, on one background daemon thread.
 *
 * <p>Each batch depends on (seed, epoch, batch number) alone, so that a resumed run sees what an unbroken one would.
 *
 * <p>Not thread-safe: one consumer. {@link #close} is idempotent and stops the background thread.
 */
public final class BatchLoader implements Iterator<Batch>, AutoCloseable {
    private static final int AHEAD = 4;
    /** Batch-norm needs two values to have a variance. */
    private static final int MIN_TRAINING_BATCH = 2;
    /** Stream names that no face index takes. */
    private static final long SHUFFLE_STREAM = -1;

    private static final long FIRST_MIXUP_STREAM = -2;

    private final FaceDataset data;
    private final int[] order;
    private final int[] repetitions;
    private final int batchSize;
    private final int batches;
    private final int pixelsPerFace;
    private final Augmenter augmenter;
    private final double mixupAlpha;
    private final float labelSmoothing;
    private final long seed;
    private final int epoch;
    private final ExecutorService worker;
    private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
    private int submitted;
    private int delivered;

    private BatchLoader(
            FaceDataset data,
            Preprocessing preprocessing,
            int batchSize,
            Augmentation augmentation,
            float labelSmoothing,
            long seed,
            int epoch,
            int[] order,
            int smallestBatch) {
        if (batchSize < smallestBatch) {
            throw new IllegalArgumentException(
                    "Expected a batch size of at least " + smallestBatch + ", found " + batchSize);
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("Expected label smoothing of 0 to below 1, found " + labelSmoothing);
        }
        this.data = data;
        this.order = order;
        this.repetitions = repetitions(order, data.size());
        this.batchSize = batchSize;
        int rest = order.length % batchSize;
        this.batches = order.length / batchSize + (rest >= smallestBatch ? 1 : 0);
        this.pixelsPerFace = preprocessing.width() * preprocessing.height();
        this.augmenter = new Augmenter(augmentation, preprocessing, seed);
        this.mixupAlpha = augmentation.mixupAlpha();
        this.labelSmoothing = labelSmoothing;
        this.seed = seed;
        this.epoch = epoch;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "microexp-batches");
            thread.setDaemon(true);
            return thread;
        });
        while (submitted < Math.min(AHEAD, batches)) {
            submitNext();
        }
    }

    /**
     * Starts a training epoch: shuffled and augmented, every face once. A last batch of one face is left out.
     *
     * @param data the faces
     * @param preprocessing the model's input
     * @param batchSize faces per batch, at least 2
     * @param augmentation how much to vary the faces; its mixup draws one weight per batch, as the authors' code does
     * @param labelSmoothing ε of {@code (1 - ε) target + ε / classes}, 0 to below 1
     * @param seed selects the random streams
     * @param epoch selects the streams of order, mixup and the faces' variation
     * @return a started loader
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static BatchLoader training(
            FaceDataset data,
            Preprocessing preprocessing,
            int batchSize,
            Augmentation augmentation,
            float labelSmoothing,
            long seed,
            int epoch) {
        return training(data, preprocessing, batchSize, augmentation, labelSmoothing, 0, seed, epoch);
    }

    /**
     * Starts a training epoch in which rare classes are drawn more often. A face that is drawn more than once is varied
     * differently each time.
     *
     * @param data the faces
     * @param preprocessing the model's input
     * @param batchSize faces per batch, at least 2
     * @param augmentation how much to vary the faces
     * @param labelSmoothing ε of {@code (1 - ε) target + ε / classes}, 0 to below 1
     * @param classBalance 0 for every face once, to 1 for all classes equally often; see {@link ClassBalance}
     * @param seed selects the random streams
     * @param epoch selects the streams of order, mixup and the faces' variation
     * @return a started loader
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static BatchLoader training(
            FaceDataset data,
            Preprocessing preprocessing,
            int batchSize,
            Augmentation augmentation,
            float labelSmoothing,
            double classBalance,
            long seed,
            int epoch) {
        SplittableRandom random = Seeds.random(seed, epoch, SHUFFLE_STREAM);
        int[] order = classBalance > 0 ? ClassBalance.draw(data, classBalance, random) : shuffled(data.size(), random);
        return new BatchLoader(
                data, preprocessing, batchSize, augmentation, labelSmoothing, seed, epoch, order, MIN_TRAINING_BATCH);
    }

    /**
     * All faces in order, varied as {@link #training} varies them in the epoch of this number, without mixup.
     *
     * @param data the faces
     * @param preprocessing the model's input
     * @param batchSize faces per batch, positive
     * @param augmentation how much to vary the faces; its mixup is left out
     * @param seed selects the random streams
     * @param view names them too
     * @return a started loader
     * @throws IllegalArgumentException if the batch size is not positive
     */
    public static BatchLoader view(
            FaceDataset data,
            Preprocessing preprocessing,
            int batchSize,
            Augmentation augmentation,
            long seed,
            int view) {
        int[] inOrder = IntStream.range(0, data.size()).toArray();
        Augmentation alone = augmentation.toBuilder().mixupAlpha(0).build();
        return new BatchLoader(data, preprocessing, batchSize, alone, 0f, seed, view, inOrder, 1);
    }

    /**
     * Starts a pass over all faces as they are, in order.
     *
     * @param data the faces
     * @param preprocessing the model's input
     * @param batchSize faces per batch, positive
     * @return a started loader
     * @throws IllegalArgumentException if the batch size is not positive
     */
    public static BatchLoader evaluation(FaceDataset data, Preprocessing preprocessing, int batchSize) {
        return view(data, preprocessing, batchSize, Augmentation.NONE, 0, 0);
    }

    /** Returns the number of batches of the whole epoch. */
    public int batches() {
        return batches;
    }

    @Override
    public boolean hasNext() {
        return delivered < batches;
    }

    /**
     * Returns the next batch; waits until it is ready.
     *
     * @throws NoSuchElementException after the last batch
     * @throws CancellationException if this thread is interrupted; it then no longer is
     * @throws IllegalStateException after {@link #close}
     */
    @Override
    public Batch next() {
        if (worker.isShutdown()) {
            throw new IllegalStateException("This batch loader is closed");
        }
        if (!hasNext()) {
            throw new NoSuchElementException("The epoch has " + batches + " batches and all are delivered");
        }
        if (Thread.interrupted()) {
            throw interrupted();
        }
        Batch batch = await(ahead.remove());
        delivered++;
        if (submitted < batches) {
            submitNext();
        }
        return batch;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    /* How often each face of an order came before. */
    private static int[] repetitions(int[] order, int faces) {
        int[] seen = new int[faces];
        return IntStream.of(order).map(face -> seen[face]++).toArray();
    }

    private static Batch await(Future<Batch> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private static CancellationException interrupted() {
        return new CancellationException("Interrupted before the last batch");
    }

    private void submitNext() {
        int number = submitted++;
        ahead.add(worker.submit(() -> prepare(number)));
    }

    private Batch prepare(int number) {
        int from = number * batchSize;
        int[] indices = Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length));
        int classes = data.labels().size();
        int width = classes + (data.hasVotes() ? Emotion.FERPLUS.size() : 0);
        float[] pixels = new float[indices.length * pixelsPerFace];
        float[] targets = new float[indices.length * width];
        for (int i = 0; i < indices.length; i++) {
            long draw = indices[i] + (long) repetitions[from + i] * data.size();
            augmenter.apply(data.image(indices[i]), epoch, draw, pixels, i * pixelsPerFace);
            float[] target = data.target(indices[i]);
            for (int c = 0; c < classes; c++) {
                targets[i * width + c] = (1 - labelSmoothing) * target[c] + labelSmoothing / classes;
            }
            if (data.hasVotes()) {
                float[] votes = data.votes(indices[i]).target();
                System.arraycopy(votes, 0, targets, i * width + classes, votes.length);
            }
        }
        float[] lambda = new float[indices.length];
        Arrays.fill(lambda, 1f);
        Batch plain = new Batch(pixels, targets, indices, indices.clone(), lambda, epoch);
        return mixupAlpha > 0 ? Mixup.apply(plain, mixupAlpha, mixupRandom(number)) : plain;
    }

    private SplittableRandom mixupRandom(int number) {
        return Seeds.random(seed, epoch, FIRST_MIXUP_STREAM - number);
    }

    /** Returns a uniform permutation of 0 to size - 1 (Fisher-Yates). */
    static int[] shuffled(int size, SplittableRandom random) {
        int[] order = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        return order;
    }
}
