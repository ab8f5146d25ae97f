package io.microexp.testing;

import io.microexp.ClassifierOptions;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps account of a backend's sessions and requests: what is open and who opened it, how many run at once, and that
 * nothing closed is run. Thread safety: safe.
 */
public final class HandleLedger {
    private final Map<Object, Throwable> openers = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();

    /** The backend with every session and request of it in this ledger. */
    public BackendProvider watch(BackendProvider provider) {
        return new WatchedProvider(provider);
    }

    /** Sessions and requests that are open now. */
    public int open() {
        return openers.size();
    }

    /** Requests opened so far. */
    public int requestsOpened() {
        return requests.get();
    }

    /** The most runs there were at one time. */
    public int mostRunning() {
        return mostRunning.get();
    }

    /** Fails if anything is open; the suppressed errors show who opened it. */
    public void assertAllClosed() {
        if (!openers.isEmpty()) {
            AssertionError leak = new AssertionError(openers.size() + " handles left open: " + openers.keySet());
            openers.values().forEach(leak::addSuppressed);
            throw leak;
        }
    }

    private void opened(Object handle) {
        openers.put(handle, new Throwable("opened here: " + handle));
    }

    private final class WatchedProvider implements BackendProvider {
        private final BackendProvider provider;

        WatchedProvider(BackendProvider provider) {
            this.provider = provider;
        }

        @Override
        public String name() {
            return provider.name();
        }

        @Override
        public int rank() {
            return provider.rank();
        }

        @Override
        public InferenceSession open(EmotionModel model, ClassifierOptions options) {
            return new WatchedSession(provider.open(model, options));
        }
    }

    private final class WatchedSession implements InferenceSession {
        private final InferenceSession session;

        WatchedSession(InferenceSession session) {
            this.session = session;
            opened(this);
        }

        @Override
        public Request newRequest(int batch) {
            return new WatchedRequest(session.newRequest(batch));
        }

        @Override
        public String description() {
            return session.description();
        }

        @Override
        public void close() {
            session.close();
            openers.remove(this);
        }
    }

    private final class WatchedRequest implements InferenceSession.Request {
        private final InferenceSession.Request request;

        WatchedRequest(InferenceSession.Request request) {
            this.request = request;
            requests.incrementAndGet();
            opened(this);
        }

        @Override
        public FloatBuffer input() {
            return request.input();
        }

        @Override
        public FloatBuffer output() {
            return request.output();
        }

        @Override
        public void run() {
            if (!openers.containsKey(this)) {
                throw new AssertionError("A closed request is run");
            }
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                request.run();
            } finally {
                running.decrementAndGet();
            }
        }

        @Override
        public void close() {
            request.close();
            openers.remove(this);
        }
    }
}
