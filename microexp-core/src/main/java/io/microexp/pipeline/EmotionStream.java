package io.microexp.pipeline;

import io.microexp.BackendException;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * Analyzes a live video on a thread of its own. Frames wait in a bounded queue. When it is full, the oldest is dropped,
 * so that a slow machine analyzes fewer frames and never falls behind.
 *
 * <p>Thread-safe. Frames are aliased. The memory of a frame must not change until the listener has been called for it.
 */
public final class EmotionStream implements AutoCloseable {
    private final EmotionPipeline pipeline;
    private final EmotionListener listener;
    private final int capacity;
    private final Deque<Frame> queue = new ArrayDeque<>();
    private final Thread thread;
    private long dropped;
    private boolean closed;

    private record Frame(GrayImage gray, PixelBuffer pixels, long timestampNanos) {
        List<FaceEmotion> analyze(EmotionPipeline pipeline) {
            return gray != null ? pipeline.analyze(gray, timestampNanos) : pipeline.analyze(pixels, timestampNanos);
        }
    }

    EmotionStream(EmotionPipeline pipeline, EmotionListener listener, int capacity) {
        this.pipeline = pipeline;
        this.listener = Objects.requireNonNull(listener, "listener");
        this.capacity = capacity;
        this.thread = new Thread(this::run, "microexp-stream");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * Offers a frame. Does not wait.
     *
     * @param frame the frame; aliased
     * @param timestampNanos its time, not before that of the previous frame
     * @throws IllegalStateException if this stream is closed
     */
    public void offer(GrayImage frame, long timestampNanos) {
        offer(new Frame(Objects.requireNonNull(frame, "frame"), null, timestampNanos));
    }

    /**
     * Offers a frame. Does not wait.
     *
     * @param frame the frame; aliased
     * @param timestampNanos its time, not before that of the previous frame
     * @throws IllegalStateException if this stream is closed
     */
    public void offer(PixelBuffer frame, long timestampNanos) {
        offer(new Frame(null, Objects.requireNonNull(frame, "frame"), timestampNanos));
    }

    private void offer(Frame frame) {
        Frame oldest = null;
        synchronized (queue) {
            if (closed) {
                throw new IllegalStateException("This stream is closed");
            }
            if (queue.size() == capacity) {
                oldest = queue.remove();
                dropped++;
            }
            queue.add(frame);
            queue.notifyAll();
        }
        if (oldest != null) {
            tellDropped(oldest);
        }
    }

    /**
     * Returns how many frames were dropped, including those that were waiting when the stream was closed.
     *
     * @return the count
     */
    public long dropped() {
        synchronized (queue) {
            return dropped;
        }
    }

    private void run() {
        try {
            for (Frame frame = next(); frame != null; frame = next()) {
                analyze(frame);
            }
        } finally {
            stop();
        }
    }

    private void analyze(Frame frame) {
        List<FaceEmotion> faces;
        try {
            faces = frame.analyze(pipeline);
        } catch (RuntimeException failure) {
            tell(() -> listener.failed(frame.timestampNanos(), failure));
            return;
        } catch (Error failure) {
            // one frame that does not fit into memory does not end a video
            RuntimeException told = new BackendException("A frame failed: " + failure, failure);
            tell(() -> listener.failed(frame.timestampNanos(), told));
            return;
        }
        tell(() -> listener.analyzed(frame.timestampNanos(), faces));
    }

    private void tellDropped(Frame frame) {
        tell(() -> listener.dropped(frame.timestampNanos()));
    }

    /** A listener's exception goes to the uncaught exception handler and does not end the stream. */
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            Thread caller = Thread.currentThread();
            caller.getUncaughtExceptionHandler().uncaughtException(caller, e);
        }
    }

    private Frame next() {
        synchronized (queue) {
            while (queue.isEmpty() && !closed) {
                try {
                    queue.wait();
                } catch (InterruptedException e) {
                    // only the listener can have interrupted this thread; the stream ends
                    return null;
                }
            }
            return closed ? null : queue.remove();
        }
    }

    /** Refuses more frames and drops those that wait. */
    private void stop() {
        List<Frame> left;
        synchronized (queue) {
            closed = true;
            left = new ArrayList<>(queue);
            queue.clear();
            dropped += left.size();
            queue.notifyAll();
        }
        left.forEach(this::tellDropped);
    }

    /**
     * Drops the waiting frames, waits for the one that is being analyzed, and ends the thread. Idempotent. A listener
     * may call this.
     */
    @Override
    public void close() {
        stop();
        pipeline.forget(this);
        boolean interrupted = false;
        while (Thread.currentThread() != thread && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
