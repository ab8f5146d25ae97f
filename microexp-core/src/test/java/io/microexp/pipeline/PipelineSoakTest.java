package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.image.awt.AwtImages;
import io.microexp.testing.ProcessMemory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/**
 * A live video of people who come and go, read by the built-in detector and the bundled model, with frames of another
 * size and timestamps that run backwards among them, and still images at the same time. Every build runs it for some
 * seconds, {@code .ci/run} for a minute; {@code -Dmicroexp.soak=1800} runs it for half an hour. From ten minutes on it
 * also watches resident memory.
 */
class PipelineSoakTest {
    private static final int LONG_SECONDS = Integer.getInteger("microexp.soak", 0);
    private static final int SHORT_SECONDS = 6;
    /** By half of this time the JVM has compiled all that it will. */
    private static final int SETTLED_SECONDS = 600;

    private static final int CLIP_FRAMES = 60;
    /** Each quarter of the time lasts until so many frames have been analyzed, however slow the machine. */
    private static final int MIN_FRAMES = 40;

    private static final int MOST_WARM_UP_FRAMES = 10_000;

    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final long FRAME_NANOS = 33_000_000;
    /** More frames at once than one that is analyzed and two that wait. */
    private static final int BURST = 5;

    /** Heap in use after a collection may differ by this much: what the frames under way hold. */
    private static final long HEAP_SLACK = 2 << 20;
    /**
     * A frame allocates results and the crops of faces that reach outside, and none of the detector's buffers of 300
     * kB.
     */
    private static final double MAX_BYTES_PER_FRAME = 200_000;

    /** Growth of resident memory that the collector's rhythm explains. */
    private static final double FLAT = 1.05;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long seed = 20;
    private final Random random = new Random(seed);
    private final List<PixelBuffer> clip = new ArrayList<>();
    private final AtomicLong analyzed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Set<Long> people = new HashSet<>();
    private volatile long streamThread;

    /** What the process holds at one moment. */
    private record Sample(long heap, long residentKib, long allocated, long frames) {
        double allocatedPerFrameSince(Sample earlier) {
            return (allocated - earlier.allocated) / (double) (frames - earlier.frames);
        }
    }

    private final class Counter implements EmotionListener {
        @Override
        public void analyzed(long timestampNanos, List<FaceEmotion> faces) {
            streamThread = Thread.currentThread().getId();
            faces.forEach(face -> people.add(face.id()));
            analyzed.incrementAndGet();
        }

        @Override
        public void dropped(long timestampNanos) {
            dropped.incrementAndGet();
        }

        @Override
        public void failed(long timestampNanos, RuntimeException failure) {
            assertThat(failure).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("backwards");
            failed.incrementAndGet();
        }
    }

    /** The portrait's face crosses the picture near and far, and for a third of the time nobody is there. */
    @BeforeEach
    void drawClip() throws IOException {
        GrayImage portrait;
        try (InputStream file = PipelineSoakTest.class.getResourceAsStream("/io/microexp/face/astronaut.jpg")) {
            portrait = AwtImages.readGray(file);
        }
        for (int frame = 0; frame < CLIP_FRAMES; frame++) {
            byte[] pixels = new byte[WIDTH * HEIGHT];
            random.nextBytes(pixels);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (100 + (pixels[i] & 15));
            }
            double time = frame / (double) CLIP_FRAMES;
            paste(portrait, pixels, 160, (int) (-160 + 720 * time), 60);
            paste(portrait, pixels, 100, (int) (400 - 900 * time), 10);
            clip.add(PixelBuffer.wrap(ByteBuffer.wrap(pixels), PixelBuffer.Encoding.MONO8, WIDTH, HEIGHT));
        }
    }

    private static void paste(GrayImage picture, byte[] pixels, int side, int left, int top) {
        for (int y = 0; y < Math.min(side, HEIGHT - top); y++) {
            for (int x = Math.max(0, -left); x < Math.min(side, WIDTH - left); x++) {
                int value = picture.get(x * picture.width() / side, y * picture.height() / side);
                pixels[(top + y) * WIDTH + left + x] = (byte) value;
            }
        }
    }

    @Test
    @DisplayName("Every frame is analyzed, dropped or failed, memory stays flat, and no thread is left")
    void soak() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        long seconds = Math.max(LONG_SECONDS, SHORT_SECONDS);
        List<Sample> samples = new ArrayList<>();
        long offered = 0;
        long countedDrops;
        FaceDetectorOptions small =
                FaceDetectorOptions.builder().longerSide(WIDTH).build();
        try (FaceDetector detector = FaceDetector.open(small);
                EmotionPipeline pipeline =
                        EmotionPipeline.builder().detector(detector).open()) {
            searchAtOnce(detector, clip.get(0));
            searchAtOnce(detector, half(clip.get(0)));
            compile(pipeline);
            EmotionStream stream = pipeline.stream(new Counter());
            for (int quarter = 1; quarter <= 4; quarter++) {
                long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos() / 4;
                while (System.nanoTime() - end < 0 || analyzed.get() < quarter * MIN_FRAMES) {
                    for (int i = 0; i < BURST; i++) {
                        boolean backwards = random.nextInt(10) == 0;
                        stream.offer(frame(offered), backwards ? -1 : offered * FRAME_NANOS);
                        offered++;
                    }
                    pipeline.analyze(frame(offered));
                }
                samples.add(sample());
            }
            stream.close();
            countedDrops = stream.dropped();
        }
        System.out.printf(
                "soak of %d s, seed %d: %d analyzed, %d dropped, %d failed, %d people, %s%n",
                seconds, seed, analyzed.get(), dropped.get(), failed.get(), people.size(), samples);
        assertThat(analyzed.get() + dropped.get() + failed.get()).isEqualTo(offered);
        assertThat(countedDrops).isEqualTo(dropped.get()).isPositive();
        assertThat(failed.get()).isPositive();
        assertThat(people).as("those who come again are new").hasSizeGreaterThan(1);
        assertFlat(samples.get(1), samples.get(2), samples.get(3));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.isAlive() && !before.contains(thread))
                .isEmpty();
    }

    /** Lets two threads search a frame at once, so that the detector has the memory that it keeps for frames of this size. */
    private static void searchAtOnce(FaceDetector detector, PixelBuffer frame) {
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<List<DetectedFace>> search = () -> {
            start.await();
            return detector.detect(frame);
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Future<List<DetectedFace>> found : threads.invokeAll(List.of(search, search))) {
                found.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdown();
        }
    }

    /** Analyzes frames until the kernels are compiled: before that, vector kernels allocate an object per vector. */
    private void compile(EmotionPipeline pipeline) {
        double allocated = Double.MAX_VALUE;
        for (int i = 0; i < MOST_WARM_UP_FRAMES && allocated > MAX_BYTES_PER_FRAME; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            pipeline.analyze(clip.get(i % CLIP_FRAMES));
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes of a compiled frame").isLessThanOrEqualTo(MAX_BYTES_PER_FRAME);
    }

    /** By half of the time all classes are loaded. */
    private static void assertFlat(Sample warm, Sample middle, Sample last) {
        assertThat(last.heap() - warm.heap()).as("growth of the heap in bytes").isLessThan(HEAP_SLACK);
        assertThat(last.allocatedPerFrameSince(middle))
                .as("bytes allocated per frame")
                .isLessThan(MAX_BYTES_PER_FRAME);
        if (LONG_SECONDS >= SETTLED_SECONDS && OS.LINUX.isCurrentOs()) {
            assertThat(last.residentKib() / (double) warm.residentKib())
                    .as("resident memory at the end over that at half of the time")
                    .isLessThan(FLAT);
        }
    }

    private Sample sample() {
        System.gc();
        return new Sample(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                OS.LINUX.isCurrentOs() ? ProcessMemory.residentKib() : 0,
                THREADS.getThreadAllocatedBytes(streamThread),
                analyzed.get());
    }

    /** The clip over and over; now and then a frame of half the width. */
    private PixelBuffer frame(long index) {
        PixelBuffer frame = clip.get((int) (index % CLIP_FRAMES));
        return random.nextInt(200) == 0 ? half(frame) : frame;
    }

    private static PixelBuffer half(PixelBuffer frame) {
        return frame.view(0, 0, WIDTH / 2, HEIGHT);
    }
}
