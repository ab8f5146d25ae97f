package io.microexp.spi;

import io.microexp.BackendException;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The classifier over any backend's session: arguments, preprocessing, the pool of requests, and closing. */
final class SessionClassifier implements FacialEmotionClassifier {
    /** The least width and height of a face. */
    static final int MIN_SIZE = 8;
    /** Images in one run of {@link #classifyAll}; larger lists are split, which bounds the scratch memory. */
    static final int MAX_BATCH = 32;

    private final String backend;
    private final InferenceSession session;
    private final EmotionModel model;
    private final Preprocessing preprocessing;
    private final List<Emotion> labels;
    private final int maxConcurrency;
    private final Semaphore permits;
    private final AtomicReferenceArray<InferenceSession.Request> idle;
    private volatile boolean closed;

    SessionClassifier(String backend, InferenceSession session, EmotionModel model, int maxConcurrency) {
        this.backend = backend;
        this.session = session;
        this.model = model;
        this.preprocessing = model.metadata().preprocessing();
        this.labels = model.metadata().labels();
        this.maxConcurrency = maxConcurrency;
        this.permits = new Semaphore(maxConcurrency);
        this.idle = new AtomicReferenceArray<>(maxConcurrency);
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
        acquire();
        try {
            InferenceSession.Request request = takeIdle();
            boolean reusable = false;
            try {
                preprocessing.apply(face, request.input(), 0);
                request.run();
                read(request.output(), 0, out);
                reusable = true;
            } finally {
                if (reusable) {
                    putIdle(request);
                } else {
                    request.close();
                }
            }
        } finally {
            permits.release();
        }
    }

    @Override
    public List<EmotionScores> classifyAll(List<GrayImage> faces) {
        faces.forEach(SessionClassifier::check);
        List<EmotionScores> scores = new ArrayList<>(faces.size());
        acquire();
        try {
            for (int from = 0; from < faces.size(); from += MAX_BATCH) {
                classifyBatch(faces.subList(from, Math.min(from + MAX_BATCH, faces.size())), scores);
            }
        } finally {
            permits.release();
        }
        return List.copyOf(scores);
    }

    private void classifyBatch(List<GrayImage> faces, List<EmotionScores> scores) {
        try (InferenceSession.Request request = session.newRequest(faces.size())) {
            int imageSize = preprocessing.width() * preprocessing.height();
            for (int i = 0; i < faces.size(); i++) {
                preprocessing.apply(faces.get(i), request.input(), i * imageSize);
            }
            request.run();
            float[] out = new float[labels.size()];
            for (int i = 0; i < faces.size(); i++) {
                read(request.output(), i * out.length, out);
                scores.add(EmotionScores.of(labels, out));
            }
        }
    }

    private static void check(GrayImage face) {
        if (face.width() < MIN_SIZE || face.height() < MIN_SIZE) {
            throw new IllegalArgumentException("Expected a face of at least " + MIN_SIZE + "x" + MIN_SIZE
                    + " pixels, found " + face.width() + "x" + face.height());
        }
    }

    private void read(FloatBuffer output, int offset, float[] out) {
        for (int i = 0; i < out.length; i++) {
            float value = output.get(offset + i);
            if (!Float.isFinite(value)) {
                throw new BackendException("Backend " + backend + " gave " + value + " for "
                        + labels.get(i).label() + " with model " + model.name()
                        + ": expected a finite probability; the model's weights are damaged");
            }
            out[i] = value;
        }
    }

    private void acquire() {
        permits.acquireUninterruptibly();
        if (closed) {
            permits.release();
            throw new IllegalStateException("This classifier is closed: " + description());
        }
    }

    private InferenceSession.Request takeIdle() {
        for (int i = 0; i < idle.length(); i++) {
            InferenceSession.Request request = idle.get(i);
            if (request != null && idle.compareAndSet(i, request, null)) {
                return request;
            }
        }
        return session.newRequest(1);
    }

    private void putIdle(InferenceSession.Request request) {
        for (int i = 0; i < idle.length(); i++) {
            if (idle.compareAndSet(i, null, request)) {
                return;
            }
        }
        // a scan of takeIdle can miss a request that came back behind it and make one too many
        request.close();
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
                + model.sha256().substring(0, 12);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        permits.acquireUninterruptibly(maxConcurrency);
        try {
            for (int i = 0; i < idle.length(); i++) {
                InferenceSession.Request request = idle.getAndSet(i, null);
                if (request != null) {
                    request.close();
                }
            }
            session.close();
        } finally {
            permits.release(maxConcurrency);
        }
    }
}
