package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.microexp.Emotion;
import io.microexp.face.DetectedFace;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.pipeline.FaceEmotion.Sighting;
import io.microexp.pipeline.StageLatency.Stage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EmotionPipelineTest {
    private static final long MILLI = 1_000_000;
    private static final float ROUNDING = 1e-5f;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final DetectedFace LARGE = new DetectedFace(100, 100, 80, 80, 0.9f);
    private static final DetectedFace SMALL = new DetectedFace(400, 200, 40, 40, 0.8f);

    private List<DetectedFace> faces = List.of(LARGE);
    private final Fakes.Detector detector = new Fakes.Detector(() -> faces);
    private final Fakes.Classifier classifier = new Fakes.Classifier();
    private final EmotionPipeline pipeline = open();

    private EmotionPipeline open() {
        return EmotionPipeline.builder()
                .detector(detector)
                .classifier(classifier)
                .open();
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    @DisplayName("A still image gives its faces, largest first, without numbers, and raw scores as smoothed ones")
    void still() {
        faces = List.of(LARGE, SMALL);
        List<FaceEmotion> found = pipeline.analyze(gray(51));
        assertThat(found).extracting(FaceEmotion::box).containsExactly(LARGE, SMALL);
        assertThat(found).allSatisfy(face -> {
            assertThat(face.id()).isZero();
            assertThat(face.label()).isEqualTo(Emotion.NEUTRAL);
            assertThat(face.scores().probability(Emotion.HAPPINESS)).isCloseTo(0.2f, within(ROUNDING));
            assertThat(face.smoothed()).isEqualTo(face.scores());
            assertThat(face.sighting()).isEqualTo(Sighting.DETECTED);
            assertThat(face.landmarks()).isEmpty();
        });
        assertThat(pipeline.analyze(rgb(51))).isEqualTo(found);
        assertThat(detector.colorRuns).isEqualTo(1);
    }

    @Test
    @DisplayName("Without faces there is nothing to report, and the classifier does not run")
    void nobody() {
        faces = List.of();
        assertThat(pipeline.analyze(gray(51))).isEmpty();
        assertThat(pipeline.analyze(gray(51), 0)).isEmpty();
        assertThat(classifier.runs).isZero();
    }

    @Test
    @DisplayName("In a video the detector looks twice at the start and then at every 5th frame; numbers stay")
    void video() {
        List<Sighting> sightings = new ArrayList<>();
        for (int frame = 0; frame < 12; frame++) {
            for (FaceEmotion face : pipeline.analyze(gray(255), frame * 33 * MILLI)) {
                assertThat(face.id()).isEqualTo(1);
                assertThat(face.ageNanos()).isEqualTo(frame * 33 * MILLI);
                sightings.add(face.sighting());
            }
        }
        assertThat(detector.runs).isEqualTo(4);
        assertThat(sightings)
                .startsWith(Sighting.DETECTED, Sighting.PREDICTED, Sighting.PREDICTED, Sighting.PREDICTED)
                .hasSize(11);
        assertThat(sightings.stream().filter(Sighting.DETECTED::equals)).hasSize(3);
    }

    @Test
    @DisplayName("Raw scores follow a change at once, smoothed ones and the label later")
    void smoothing() {
        pipeline.analyze(gray(0), 0);
        pipeline.analyze(gray(0), 33 * MILLI);
        FaceEmotion early = pipeline.analyze(gray(255), 66 * MILLI).get(0);
        assertThat(early.scores().top()).isEqualTo(Emotion.HAPPINESS);
        assertThat(early.smoothed().top()).isEqualTo(Emotion.NEUTRAL);
        assertThat(early.label()).isEqualTo(Emotion.NEUTRAL);
        FaceEmotion late = pipeline.analyze(gray(255), 966 * MILLI).get(0);
        assertThat(late.label()).isEqualTo(Emotion.HAPPINESS);
    }

    @Test
    @DisplayName("A face that was just lost keeps its scores and is not classified")
    void missed() {
        pipeline.analyze(gray(255), 0);
        pipeline.analyze(gray(255), 33 * MILLI);
        int runs = classifier.runs;
        faces = List.of();
        List<FaceEmotion> found = List.of();
        for (int frame = 2; frame < 7; frame++) {
            found = pipeline.analyze(gray(frame < 6 ? 255 : 0), frame * 33 * MILLI);
        }
        assertThat(found).singleElement().satisfies(face -> {
            assertThat(face.sighting()).isEqualTo(Sighting.MISSED);
            assertThat(face.scores().top()).isEqualTo(Emotion.HAPPINESS);
        });
        assertThat(classifier.runs - runs)
                .as("predicted frames before the miss")
                .isEqualTo(4);
    }

    @Test
    @DisplayName("Gray and color frames of one video give the same faces")
    void pixelBuffers() {
        try (EmotionPipeline other = open()) {
            for (int frame = 0; frame < 8; frame++) {
                assertThat(other.analyze(rgb(20 * frame), frame * 33 * MILLI))
                        .isEqualTo(pipeline.analyze(gray(20 * frame), frame * 33 * MILLI));
            }
        }
        assertThat(detector.colorRuns).isPositive();
    }

    @Test
    @DisplayName("Time that runs backwards is refused, and the video goes on; after reset a new one begins")
    void backwards() {
        pipeline.analyze(gray(0), 100 * MILLI);
        pipeline.analyze(gray(0), 133 * MILLI);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipeline.analyze(gray(0), 132 * MILLI))
                .withMessageContaining("backwards");
        assertThat(pipeline.analyze(gray(0), 166 * MILLI))
                .extracting(FaceEmotion::id)
                .containsExactly(1L);
        pipeline.reset();
        pipeline.analyze(gray(0), 0);
        assertThat(pipeline.analyze(gray(0), 33 * MILLI))
                .extracting(FaceEmotion::id)
                .containsExactly(2L);
    }

    @Test
    @DisplayName("When the frame's size changes everybody is found anew, under new numbers")
    void sizeChange() {
        pipeline.analyze(gray(0), 0);
        pipeline.analyze(gray(0), 33 * MILLI);
        GrayImage other = image(WIDTH / 2, HEIGHT, 0);
        pipeline.analyze(other, 66 * MILLI);
        assertThat(pipeline.analyze(other, 99 * MILLI))
                .extracting(FaceEmotion::id)
                .containsExactly(2L);
    }

    @Test
    @DisplayName("Fifty faces are all reported")
    void crowd() {
        List<DetectedFace> crowd = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            crowd.add(new DetectedFace(60 * (i % 10), 90 * (i / 10), 40, 40, 0.9f));
        }
        faces = crowd;
        assertThat(pipeline.analyze(gray(9))).hasSize(50);
        pipeline.analyze(gray(9), 0);
        assertThat(pipeline.analyze(gray(9), 33 * MILLI))
                .extracting(FaceEmotion::id)
                .doesNotHaveDuplicates()
                .hasSize(50);
    }

    @Test
    @DisplayName("Boxes that are tiny, far outside or absurdly large are not reported, and do no harm to the others")
    void hostileBoxes() {
        faces = List.of(
                new DetectedFace(Integer.MIN_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 1),
                new DetectedFace(0, 0, Integer.MAX_VALUE, 3, 1),
                LARGE,
                new DetectedFace(WIDTH, HEIGHT, 50, 50, 1),
                new DetectedFace(10, 10, 7, 7, 1));
        assertThat(pipeline.analyze(gray(9))).extracting(FaceEmotion::box).containsExactly(LARGE);
        pipeline.analyze(gray(9), 0);
        assertThat(pipeline.analyze(gray(9), 33 * MILLI)).hasSize(1);
    }

    @Test
    @DisplayName("A frame on which the detector fails throws once, and numbers go on")
    void failure() {
        pipeline.analyze(gray(0), 0);
        pipeline.analyze(gray(0), 33 * MILLI);
        List<DetectedFace> before = faces;
        faces = null;
        assertThatThrownBy(() -> pipeline.analyze(gray(0), 1000 * MILLI)).isInstanceOf(NullPointerException.class);
        faces = before;
        assertThat(pipeline.analyze(gray(0), 1001 * MILLI))
                .extracting(FaceEmotion::id)
                .containsExactly(1L);
        assertThatNullPointerException().isThrownBy(() -> pipeline.analyze((GrayImage) null, 1002 * MILLI));
    }

    @Test
    @DisplayName("A face that cannot be scored fails its frame once, and the person keeps the number")
    void unscorable() {
        pipeline.analyze(gray(0), 0);
        pipeline.analyze(gray(0), 33 * MILLI);
        classifier.failing = true;
        assertThatThrownBy(() -> pipeline.analyze(gray(0), 66 * MILLI)).hasMessage("a bad face");
        assertThatThrownBy(() -> pipeline.analyze(gray(0))).hasMessage("a bad face");
        classifier.failing = false;
        assertThat(pipeline.analyze(gray(0), 99 * MILLI))
                .extracting(FaceEmotion::id)
                .containsExactly(1L);
    }

    @Test
    @DisplayName("The built-in detector reads frames of any shape, one after another, and finds nobody in them")
    void shapes() {
        try (EmotionPipeline builtIn =
                EmotionPipeline.builder().classifier(classifier).open()) {
            for (int[] size : new int[][] {{1, 1}, {7, 7}, {1, 3000}, {3000, 1}, {4097, 3}}) {
                GrayImage image = image(size[0], size[1], 90);
                assertThat(builtIn.analyze(image)).isEmpty();
                assertThat(builtIn.analyze(image, 0)).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("Closing twice is harmless, spares the caller's parts, and ends every use")
    void closing() {
        pipeline.close();
        pipeline.close();
        assertThat(detector.closed).isFalse();
        assertThat(classifier.closed).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> pipeline.analyze(gray(0)));
        assertThatIllegalStateException().isThrownBy(() -> pipeline.analyze(rgb(0), 0));
    }

    @Test
    @DisplayName("The built-in detector and the bundled model open without options and are closed with the pipeline")
    void defaults() {
        try (EmotionPipeline builtIn = EmotionPipeline.open()) {
            assertThat(builtIn.analyze(gray(127))).isEmpty();
            assertThat(builtIn.analyze(rgb(127), 0)).isEmpty();
        }
    }

    @Test
    @DisplayName("Each stage's latency counts its runs")
    void latencies() {
        faces = List.of(LARGE, SMALL);
        for (int frame = 0; frame < 7; frame++) {
            pipeline.analyze(gray(0), frame * 33 * MILLI);
        }
        pipeline.analyze(gray(0));
        assertThat(pipeline.latencies().get(Stage.FRAME).count()).isEqualTo(8);
        assertThat(pipeline.latencies().get(Stage.TRACK).count()).isEqualTo(7);
        assertThat(pipeline.latencies().get(Stage.DETECT).count()).isEqualTo(detector.runs);
        assertThat(pipeline.latencies().get(Stage.CLASSIFY).count()).isEqualTo(classifier.runs);
    }

    @Test
    @DisplayName("A frame allocates no more than the stated bound, which does not depend on its size")
    void allocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        faces = List.of(LARGE, SMALL);
        PixelBuffer frame = rgb(77);
        int warmUp = 2_000;
        int frames = 1_000;
        for (int i = 0; i < warmUp; i++) {
            pipeline.analyze(frame, i * 33 * MILLI);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = warmUp; i < warmUp + frames; i++) {
            pipeline.analyze(frame, i * 33 * MILLI);
        }
        long perFrame = (threads.getCurrentThreadAllocatedBytes() - before) / frames;
        assertThat(perFrame).isLessThanOrEqualTo(EmotionPipeline.BYTES_PER_FACE * (faces.size() + 1L));
    }

    @Test
    @DisplayName("One builder opens several pipelines, each with its own video and the options of that moment")
    void builder() {
        EmotionPipeline.Builder options = EmotionPipeline.builder()
                .detector(detector)
                .classifier(classifier)
                .detectEvery(1);
        try (EmotionPipeline first = options.open();
                EmotionPipeline second = options.detectEvery(1000).open()) {
            for (int frame = 0; frame < 6; frame++) {
                first.analyze(gray(0), frame * 33 * MILLI);
            }
            assertThat(detector.runs).isEqualTo(6);
            for (int frame = 0; frame < 6; frame++) {
                second.analyze(gray(0), frame * 33 * MILLI);
            }
            assertThat(detector.runs).as("two at the start").isEqualTo(6 + 2);
        }
    }

    @Test
    @DisplayName("The builder refuses what cannot be, and names it")
    void refusedOptions() {
        EmotionPipeline.Builder options = EmotionPipeline.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.detectEvery(0))
                .withMessageContaining("detectEvery");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.queueCapacity(0))
                .withMessageContaining("queueCapacity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.latencyBudget(Duration.ZERO))
                .withMessageContaining("latencyBudget");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.maxOcclusion(Duration.ofMillis(-1)))
                .withMessageContaining("maxOcclusion");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.timeConstant(Duration.ZERO))
                .withMessageContaining("timeConstant");
    }

    private static GrayImage gray(int level) {
        return image(WIDTH, HEIGHT, level);
    }

    private static GrayImage image(int width, int height, int level) {
        byte[] pixels = new byte[width * height];
        Arrays.fill(pixels, (byte) level);
        return GrayImage.wrap(pixels, 0, width, width, height);
    }

    private static PixelBuffer rgb(int level) {
        byte[] pixels = new byte[WIDTH * HEIGHT * 3];
        Arrays.fill(pixels, (byte) level);
        return PixelBuffer.wrap(ByteBuffer.wrap(pixels), PixelBuffer.Encoding.RGB8, WIDTH, HEIGHT);
    }
}
