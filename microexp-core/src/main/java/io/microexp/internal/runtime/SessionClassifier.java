package io.microexp.internal.runtime;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.spi.InferenceSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/** The classifier over any backend's session: arguments, preprocessing, the pool of requests, and closing. */
final class SessionClassifier implements FacialEmotionClassifier {
    /**
     * Images in one run of {@link #classifyAll}, mirror images included. Larger lists are split, which bounds the
     * scratch memory.
     */
    static final int MAX_BATCH = 32;

    /** How far rounding may raise a float32 softmax above 1. */
    private static final float ROUNDING = 1e-4f;
    /** What rounding may do to the sum of a softmax, in float16 as well. */
    private static final float SUM_ROUNDING = 0.01f;
    /** Calls in a row that must fit the stack before a slot is taken. */
    private static final int RESERVED_CALLS = 256;

    private final String backend;
    private final InferenceSession session;
    private final EmotionModel model;
    private final Preprocessing preprocessing;
    private final List<Emotion> labels;
    private final int views;
    private final int maxConcurrency;
    private final Semaphore permits;
    private final IdleRequests idle;
    private volatile boolean closed;

    SessionClassifier(String backend, InferenceSession session, EmotionModel model, ClassifierOptions options) {
        this.backend = backend;
        this.session = session;
        this.model = model;
        this.preprocessing = model.metadata().preprocessing();
        this.labels = model.metadata().labels();
        this.views = options.mirrored() ? 2 : 1;
        this.maxConcurrency = options.maxConcurrency();
        this.permits = new Semaphore(maxConcurrency, true); // fair, so that long lists do not starve other calls
        this.idle = new IdleRequests(session, imageSize(), maxConcurrency);
        // every class on the way is loaded before a caller with little stack left comes along
        permits.acquireUninterruptibly();
        permits.release();
    }

    @Override
    public EmotionScores classify(GrayImage face) {
        float[] out = new float[labels.size()];
        classify(face, out);
        return EmotionScores.of(labels, out);
    }

    @Override
    public void classify(GrayImage face, float[] out) {
        check(face);
        if (out.length != labels.size()) {
            throw new IllegalArgumentException(
                    "Expected an array of " + labels.size() + " (one per label), found length " + out.length);
        }
        enter();
        try {
            classifyOne(face, out);
        } finally {
            permits.release();
        }
    }

    private void classifyOne(GrayImage face, float[] out) {
        InferenceSession.Request request = idle.take(views);
        boolean done = false;
        try {
            write(face, request.input(), 0);
            request.run();
            read(request.output(), 0, out);
            done = true;
        } finally {
            idle.giveBack(request, done);
        }
    }

    @Override
    public List<EmotionScores> classifyAll(List<GrayImage> faces) {
        // a copy, since the caller's list may run any code, such as this classifier
        List<GrayImage> copy = List.copyOf(faces);
        copy.forEach(SessionClassifier::check);
        requireOpen();
        List<EmotionScores> scores = new ArrayList<>(copy.size());
        int batch = MAX_BATCH / views;
        for (int from = 0; from < copy.size(); from += batch) {
            // between two batches, other calls and close() get their turn
            enter();
            try {
                classifyBatch(copy.subList(from, Math.min(from + batch, copy.size())), scores);
            } finally {
                permits.release();
            }
        }
        return List.copyOf(scores);
    }

    private void classifyBatch(List<GrayImage> faces, List<EmotionScores> scores) {
        InferenceSession.Request request = idle.take(views * faces.size());
        boolean done = false;
        try {
            for (int i = 0; i < faces.size(); i++) {
                write(faces.get(i), request.input(), i);
            }
            request.run();
            float[] out = new float[labels.size()];
            for (int i = 0; i < faces.size(); i++) {
                read(request.output(), i, out);
                scores.add(EmotionScores.of(labels, out));
            }
            done = true;
        } finally {
            idle.giveBack(request, done);
        }
    }

    private int imageSize() {
        return preprocessing.width() * preprocessing.height();
    }

    private static void check(GrayImage face) {
        Objects.requireNonNull(face, "face");
        if (face.width() < MIN_FACE_SIZE || face.height() < MIN_FACE_SIZE) {
            throw new IllegalArgumentException("Expected a face of at least " + MIN_FACE_SIZE + "x" + MIN_FACE_SIZE
                    + " pixels, found " + face.width() + "x" + face.height());
        }
    }

    /** Writes face {@code index} of a run: one image, or the face and its mirror image. */
    private void write(GrayImage face, FloatBuffer input, int index) {
        int first = index * views * imageSize();
        preprocessing.apply(face, input, first);
        if (views > 1) {
            mirror(input, first, first + imageSize());
        }
    }

    private void mirror(FloatBuffer input, int from, int to) {
        int width = preprocessing.width();
        for (int row = 0; row < imageSize(); row += width) {
            for (int column = 0; column < width; column++) {
                input.put(to + row + column, input.get(from + row + width - 1 - column));
            }
        }
    }

    /** Reads the scores of face {@code index} of a run: of its one image, or the mean of both. */
    private void read(FloatBuffer output, int index, float[] out) {
        Arrays.fill(out, 0f);
        for (int view = 0; view < views; view++) {
            add(output, (index * views + view) * out.length, out);
        }
    }

    private void add(FloatBuffer output, int offset, float[] out) {
        float sum = 0;
        for (int i = 0; i < out.length; i++) {
            float value = output.get(offset + i);
            if (!(value >= 0 && value <= 1 + ROUNDING)) {
                throw notProbabilities(
                        "a probability in [0, 1] for " + labels.get(i).label(), value);
            }
            out[i] += Math.min(value, 1f) / views;
            sum += value;
        }
        if (!(Math.abs(sum - 1) <= SUM_ROUNDING)) {
            throw notProbabilities("probabilities that sum to 1", sum);
        }
    }

    private BackendException notProbabilities(String expected, float found) {
        return new BackendException("Backend " + backend + ", model " + model.name() + ": expected " + expected
                + ", found " + found + ". The model's weights are damaged, or it has no softmax. Export it again");
    }

    // not interruptible: a slot is free again after one run of milliseconds, and the caller's interrupt stays set
    private void enter() {
        requireOpen();
        reserveStack(RESERVED_CALLS);
        permits.acquireUninterruptibly();
        if (closed) {
            permits.release();
            requireOpen();
        }
    }

    /**
     * Throws a StackOverflowError here, where no slot is taken, rather than where one is given back. In that case the
     * slot would be lost for good.
     */
    private static int reserveStack(int calls) {
        return calls == 0 ? 0 : 1 + reserveStack(calls - 1);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This classifier is closed: " + description());
        }
    }

    @Override
    public List<Emotion> labels() {
        return labels;
    }

    @Override
    public EmotionModel model() {
        return model;
    }

    @Override
    public String description() {
        return backend + " (" + session.description() + "), model " + model.name() + " sha256 "
                + model.sha256().substring(0, 12) + (views > 1 ? ", mirrored" : "")
                + (model.metadata().isCalibrated() ? "" : ", not calibrated");
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        permits.acquireUninterruptibly(maxConcurrency);
        try (session;
                idle) {
            // the idle requests are closed first, and the session even if one of them fails to
        } finally {
            permits.release(maxConcurrency);
        }
    }
}
