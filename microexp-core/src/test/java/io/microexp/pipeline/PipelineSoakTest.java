package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.FacialEmotionClassifier;
import io.microexp.face.DetectedFace;
import io.microexp.image.PixelBuffer;
import io.microexp.testing.ProcessMemory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/**
 * A long video with the bundled model: people come and go, frames of changing size and bad timestamps among them. Two
 * seconds in every build; {@code -Dmicroexp.soak=60} runs it for a minute and also watches resident memory.
 */
class PipelineSoakTest {
    private static final int LONG_SECONDS = Integer.getInteger("microexp.soak", 0);
    private static final int SHORT_SECONDS = 2;
    /** Growth of resident memory that the collector's rhythm explains. */
    private static final double FLAT = 1.05;

    private final Random random = new Random(20);
    private final AtomicLong analyzed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile List<DetectedFace> faces = List.of();

    private final class Counter implements EmotionListener {
        @Override
        public void analyzed(long timestampNanos, List<FaceEmotion> faces) {
            analyzed.incrementAndGet();
        }

        @Override
        public void dropped(long timestampNanos) {
            dropped.incrementAndGet();
        }

        @Override
        public void failed(long timestampNanos, RuntimeException failure) {
            failed.incrementAndGet();
        }
    }

    @Test
    @DisplayName("Every frame is analyzed, dropped or failed, memory stays flat, and no thread is left")
    void soak() {
        List<Long> residentKib = new ArrayList<>();
        long offered = 0;
        long countedDrops;
        long start = System.nanoTime();
        Duration length = Duration.ofSeconds(Math.max(LONG_SECONDS, SHORT_SECONDS));
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open();
                EmotionPipeline pipeline = EmotionPipeline.builder()
                        .detector(new Fakes.Detector(() -> faces))
                        .classifier(classifier)
                        .open()) {
            EmotionStream stream = pipeline.stream(new Counter());
            while (System.nanoTime() - start < length.toNanos()) {
                faces = someFaces();
                long time = random.nextInt(50) == 0 ? 0 : System.nanoTime() - start;
                stream.offer(frame(), time);
                offered++;
                pipeline.analyze(frame());
                if (offered % 20 == 0) {
                    residentKib.add(OS.LINUX.isCurrentOs() ? ProcessMemory.residentKib() : 0);
                }
            }
            stream.close();
            countedDrops = stream.dropped();
        }
        assertThat(analyzed.get() + dropped.get() + failed.get()).isEqualTo(offered);
        assertThat(countedDrops).isEqualTo(dropped.get());
        assertThat(analyzed.get()).isPositive();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("microexp"));
        if (LONG_SECONDS > 0) {
            int third = residentKib.size() / 3;
            double ratio = residentKib.get(residentKib.size() - 1) / (double) residentKib.get(third);
            assertThat(ratio)
                    .as("resident memory at the end over that after a third")
                    .isLessThan(FLAT);
        }
    }

    private List<DetectedFace> someFaces() {
        List<DetectedFace> some = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int side = 20 + random.nextInt(60);
            some.add(new DetectedFace(random.nextInt(320) - 20, random.nextInt(240) - 20, side, side, 0.9f));
        }
        return some;
    }

    private PixelBuffer frame() {
        int width = random.nextInt(40) == 0 ? 160 : 320;
        byte[] pixels = new byte[width * 240 * 3];
        random.nextBytes(pixels);
        return PixelBuffer.wrap(ByteBuffer.wrap(pixels), PixelBuffer.Encoding.BGR8, width, 240);
    }
}
