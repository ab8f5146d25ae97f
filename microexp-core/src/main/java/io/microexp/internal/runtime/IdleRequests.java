package io.microexp.internal.runtime;

import io.microexp.BackendException;
import io.microexp.spi.InferenceSession;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The requests between two calls, kept so that their native buffers are reused. A request fits one batch size. When
 * there is no room for one more, it replaces an old one, so a change of batch size costs a few new requests and no more
 * memory. Lock-free. {@link #take} and {@link #giveBack} allocate nothing of their own.
 */
final class IdleRequests implements AutoCloseable {
    private final InferenceSession session;
    private final int imageSize;
    private final AtomicReferenceArray<InferenceSession.Request> idle;
    private final AtomicInteger evictions = new AtomicInteger();

    IdleRequests(InferenceSession session, int imageSize, int slots) {
        this.session = session;
        this.imageSize = imageSize;
        this.idle = new AtomicReferenceArray<>(slots);
    }

    InferenceSession.Request take(int batch) {
        for (int i = 0; i < idle.length(); i++) {
            InferenceSession.Request request = idle.get(i);
            if (request != null
                    && request.input().capacity() == batch * imageSize
                    && idle.compareAndSet(i, request, null)) {
                return request;
            }
        }
        try {
            return session.newRequest(batch);
        } catch (OutOfMemoryError e) {
            throw new BackendException(
                    "Expected memory for a run of " + batch + (batch == 1 ? " face" : " faces") + ", found none ("
                            + e.getMessage() + "; the limit of the heap is "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MB). Raise it, such as by java -Xmx1g, or lower maxConcurrency",
                    e);
        }
    }

    /** Keeps a request, or closes it if its run failed, since the state of its buffers is unknown then. */
    void giveBack(InferenceSession.Request request, boolean reusable) {
        if (!reusable) {
            request.close();
            return;
        }
        for (int i = 0; i < idle.length(); i++) {
            if (idle.compareAndSet(i, null, request)) {
                return;
            }
        }
        int oldest = Math.floorMod(evictions.getAndIncrement(), idle.length());
        close(idle.getAndSet(oldest, request));
    }

    @Override
    public void close() {
        for (int i = 0; i < idle.length(); i++) {
            close(idle.getAndSet(i, null));
        }
    }

    private static void close(InferenceSession.Request request) {
        if (request != null) {
            request.close();
        }
    }
}
