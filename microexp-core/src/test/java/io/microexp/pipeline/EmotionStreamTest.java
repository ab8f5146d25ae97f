package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.microexp.face.DetectedFace;
import io.microexp.image.GrayImage;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmotionStreamTest {
    private static final GrayImage FRAME = GrayImage.of(new byte[64 * 64], 64, 64);
    private static final String THREAD = "microexp-stream";

    /** A detector run takes one permit; the test gives them. */
    private final Semaphore permits = new Semaphore(0);

    private final Semaphore entered = new Semaphore(0);
    private volatile boolean failing;
    private volatile Error error;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final EmotionPipeline pipeline = EmotionPipeline.builder()
            .detector(new Fakes.Detector(this::detect))
            .classifier(new Fakes.Classifier())
            .detectEvery(1)
            .queueCapacity(2)
            .open();

    private class Recorder implements EmotionListener {
        @Override
        public void analyzed(long timestampNanos, List<FaceEmotion> faces) {
            events.add("analyzed " + timestampNanos);
        }

        @Override
        public void dropped(long timestampNanos) {
            events.add("dropped " + timestampNanos);
        }

        @Override
        public void failed(long timestampNanos, RuntimeException failure) {
            events.add("failed " + timestampNanos + " " + failure.getMessage());
        }
    }

    private List<DetectedFace> detect() {
        entered.release();
        permits.acquireUninterruptibly();
        if (error != null) {
            throw error;
        }
        if (failing) {
            throw new IllegalArgumentException("a bad frame");
        }
        return List.of();
    }

    @AfterEach
    void close() {
        permits.release(1_000);
        pipeline.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals(THREAD) && thread.isAlive())
                .isEmpty();
    }

    @Test
    @DisplayName("While a frame is analyzed two more wait; the next one drops the oldest of them")
    void dropsOldest() throws InterruptedException {
        try (EmotionStream stream = pipeline.stream(new Recorder())) {
            stream.offer(FRAME, 0);
            entered.acquire();
            stream.offer(FRAME, 1);
            stream.offer(FRAME, 2);
            stream.offer(FRAME, 3);
            assertThat(next()).isEqualTo("dropped 1");
            assertThat(stream.dropped()).isEqualTo(1);
            permits.release(3);
            assertThat(List.of(next(), next(), next())).containsExactly("analyzed 0", "analyzed 2", "analyzed 3");
        }
    }

    @Test
    @DisplayName("A frame that fails is reported, and the stream goes on")
    void failure() throws InterruptedException {
        permits.release(2);
        try (EmotionStream stream = pipeline.stream(new Recorder())) {
            failing = true;
            stream.offer(FRAME, 5);
            assertThat(next()).isEqualTo("failed 5 a bad frame");
            failing = false;
            stream.offer(FRAME, 6);
            assertThat(next()).isEqualTo("analyzed 6");
            stream.offer(FRAME, 4);
            permits.release();
            assertThat(next()).startsWith("failed 4 Expected a timestamp");
        }
    }

    @Test
    @DisplayName("An Error, such as a frame that does not fit into memory, is reported too and ends nothing")
    void error() throws InterruptedException {
        permits.release(2);
        try (EmotionStream stream = pipeline.stream(new Recorder())) {
            error = new OutOfMemoryError("Java heap space");
            stream.offer(FRAME, 5);
            assertThat(next()).startsWith("failed 5 ").contains("Java heap space");
            error = null;
            stream.offer(FRAME, 6);
            assertThat(next()).isEqualTo("analyzed 6");
        }
    }

    @Test
    @DisplayName("Closing drops what waits, waits for what runs, and no frame is taken afterwards")
    void closing() throws InterruptedException {
        EmotionStream stream = pipeline.stream(new Recorder());
        stream.offer(FRAME, 0);
        entered.acquire();
        stream.offer(FRAME, 1);
        Thread closer = new Thread(stream::close);
        closer.start();
        assertThat(next()).isEqualTo("dropped 1");
        permits.release();
        closer.join();
        assertThat(next()).isEqualTo("analyzed 0");
        stream.close();
        assertThat(stream.dropped()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(() -> stream.offer(FRAME, 2));
    }

    @Test
    @DisplayName("A listener may close the pipeline, which closes the stream")
    void closedByListener() throws InterruptedException {
        permits.release();
        EmotionStream stream = pipeline.stream(new Recorder() {
            @Override
            public void analyzed(long timestampNanos, List<FaceEmotion> faces) {
                pipeline.close();
                super.analyzed(timestampNanos, faces);
            }
        });
        stream.offer(FRAME, 0);
        assertThat(next()).isEqualTo("analyzed 0");
        assertThatIllegalStateException().isThrownBy(() -> stream.offer(FRAME, 1));
        assertThatIllegalStateException().isThrownBy(() -> pipeline.stream(new Recorder()));
        stream.close();
    }

    @Test
    @DisplayName(
            "What a listener throws goes to the thread's handler, and the stream, its close and the pipeline's go on")
    void throwingListener() throws InterruptedException {
        Thread.UncaughtExceptionHandler handler = (thread, failure) -> events.add("uncaught " + failure.getMessage());
        EmotionStream stream = pipeline.stream(new Recorder() {
            @Override
            public void analyzed(long timestampNanos, List<FaceEmotion> faces) {
                Thread.currentThread().setUncaughtExceptionHandler(handler);
                throw new IllegalStateException("analyzed " + timestampNanos);
            }

            @Override
            public void dropped(long timestampNanos) {
                throw new IllegalStateException("dropped " + timestampNanos);
            }

            @Override
            public void failed(long timestampNanos, RuntimeException failure) {
                throw new IllegalStateException("failed " + timestampNanos);
            }
        });
        permits.release();
        stream.offer(FRAME, 1);
        assertThat(next()).isEqualTo("uncaught analyzed 1");
        stream.offer(FRAME, 0);
        entered.acquire(2);
        permits.release();
        assertThat(next()).as("time runs backwards").isEqualTo("uncaught failed 0");
        stream.offer(FRAME, 2);
        entered.acquire();
        stream.offer(FRAME, 3);
        stream.offer(FRAME, 4);
        Thread.currentThread().setUncaughtExceptionHandler(handler);
        try {
            stream.offer(FRAME, 5);
            assertThat(next()).isEqualTo("uncaught dropped 3");
            permits.release(3);
            assertThat(next()).isEqualTo("uncaught analyzed 2");
            pipeline.close();
            assertThat(events).as("4 and 5 were analyzed or dropped").hasSizeLessThanOrEqualTo(2);
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
    }

    private String next() throws InterruptedException {
        return events.poll(30, TimeUnit.SECONDS);
    }
}
