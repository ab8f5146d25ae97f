package io.microexp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.microexp.DataFormatException;
import io.microexp.face.FaceDetectorOptions.Region;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaceDetectorTest {
    /** Shares of the box's side by which center and side may be off. */
    private static final double CENTER_TOLERANCE = 0.12;

    private static final double SIDE_TOLERANCE = 0.15;
    private static final double TILT_TOLERANCE = 8;

    /** Weights that are summed before they are multiplied: edges may be rounded to the next pixel. */
    private static final int EQUAL_PIXELS = 1;

    private static final float EQUAL_SCORES = 1e-4f;

    private static final long MAX_ALLOCATED_BYTES = 256 * 1024;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "640, 480, 320, 240, 1",
        "640, 480, 120, 130, 1.2",
        "320, 240, 200, 100, 0.5",
        "1280, 720, 900, 300, 2",
        "480, 640, 240, 300, 3.5",
        "800, 600, 500, 400, 0.4"
    })
    @DisplayName("It frames the portrait wherever it stands and however large it is, in color and in gray")
    void findsThePortrait(int width, int height, double x, double y, double scale) {
        PixelBuffer frame = Portrait.color(Portrait.frame(width, height, x, y, scale, 0));
        try (FaceDetector detector = FaceDetector.open()) {
            assertFace(detector.detect(frame), x, y, scale);
            assertFace(detector.detect(frame.toGray()), x, y, scale);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-45, -30, 30, 45})
    @DisplayName("It finds the portrait tilted, and its landmarks tell the tilt")
    void findsTiltedFaces(int degrees) {
        PixelBuffer frame = Portrait.color(Portrait.frame(640, 480, 320, 240, 1, degrees));
        try (FaceDetector detector = FaceDetector.open()) {
            List<DetectedFace> faces = detector.detect(frame);
            assertFace(faces, 320, 240, 1);
            assertThat(faces.get(0).landmarks().orElseThrow().tilt()).isCloseTo(degrees, Offset.offset(TILT_TOLERANCE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-70, -45, 0, 45, 70})
    @DisplayName("Asked for tilted faces it finds the portrait once, however far it is tilted and wherever it stands")
    void findsFacesTiltedFar(int degrees) {
        FaceDetectorOptions options =
                FaceDetectorOptions.builder().tiltedFaces(true).build();
        PixelBuffer frame = Portrait.color(Portrait.frame(640, 480, 420, 200, 0.8, degrees));
        try (FaceDetector detector = FaceDetector.open(options)) {
            List<DetectedFace> faces = detector.detect(frame);
            assertFace(faces, 420, 200, 0.8);
            assertThat(faces.get(0).landmarks().orElseThrow().tilt()).isCloseTo(degrees, Offset.offset(TILT_TOLERANCE));
        }
    }

    @Test
    @DisplayName("A gray image gives the faces of the same picture in three equal channels")
    void grayIsColorWithEqualChannels() {
        GrayImage gray =
                Portrait.color(Portrait.frame(640, 480, 300, 200, 1.3, 10)).toGray();
        ByteBuffer rgb = ByteBuffer.allocate(3 * gray.width() * gray.height());
        for (int i = 0; i < gray.width() * gray.height(); i++) {
            byte level = (byte) gray.get(i % gray.width(), i / gray.width());
            rgb.put(level).put(level).put(level);
        }
        PixelBuffer color = PixelBuffer.wrap(rgb.flip(), PixelBuffer.Encoding.RGB8, gray.width(), gray.height());
        try (FaceDetector detector = FaceDetector.open()) {
            DetectedFace found = detector.detect(gray).get(0);
            DetectedFace expected = detector.detect(color).get(0);
            assertThat(found.x()).isCloseTo(expected.x(), Offset.offset(EQUAL_PIXELS));
            assertThat(found.y()).isCloseTo(expected.y(), Offset.offset(EQUAL_PIXELS));
            assertThat(found.width()).isCloseTo(expected.width(), Offset.offset(EQUAL_PIXELS));
            assertThat(found.score()).isCloseTo(expected.score(), Offset.offset(EQUAL_SCORES));
        }
    }

    @Test
    @DisplayName("A call at 640x480 allocates at most 256 kB once it is compiled")
    void allocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PixelBuffer frame = Portrait.color(Portrait.frame(640, 480, 320, 240, 1, 0));
        try (FaceDetector detector = FaceDetector.open()) {
            long allocated = Long.MAX_VALUE;
            for (int call = 0; call < 200 && allocated > MAX_ALLOCATED_BYTES; call++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                assertThat(detector.detect(frame)).hasSize(1);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isLessThanOrEqualTo(MAX_ALLOCATED_BYTES);
        }
    }

    @Test
    @DisplayName("The landmarks lie where a face has them")
    void findsLandmarks() {
        try (FaceDetector detector = FaceDetector.open()) {
            FaceLandmarks landmarks = detector.detect(Portrait.color(Portrait.whole()))
                    .get(0)
                    .landmarks()
                    .orElseThrow();
            Offset<Float> tolerance = Offset.offset(6f);
            assertThat(landmarks.rightEye().x()).isCloseTo(107, tolerance);
            assertThat(landmarks.rightEye().y()).isCloseTo(103, tolerance);
            assertThat(landmarks.leftEye().x()).isCloseTo(149, tolerance);
            assertThat(landmarks.leftEye().y()).isCloseTo(105, tolerance);
            assertThat(landmarks.nose().x()).isCloseTo(126, tolerance);
            assertThat(landmarks.mouth().x()).isCloseTo(126, tolerance);
            assertThat(landmarks.mouth().y()).isCloseTo(144, tolerance);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.03, 0.06, 0.15})
    void findsADimFace(double light) {
        BufferedImage frame = Portrait.dimmed(Portrait.frame(640, 480, 320, 240, 1, 0), light);
        try (FaceDetector detector = FaceDetector.open()) {
            assertFace(detector.detect(Portrait.color(frame)), 320, 240, 1);
        }
    }

    @Test
    @DisplayName("Noise, stripes and plain gray are not faces, and neither is a single pixel")
    void findsNothingWhereNothingIs() {
        Random random = new Random(1);
        byte[] noise = new byte[640 * 480];
        random.nextBytes(noise);
        byte[] stripes = new byte[640 * 480];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = (byte) (i % 640 / 20 % 2 * 200);
        }
        try (FaceDetector detector = FaceDetector.open()) {
            assertThat(detector.detect(GrayImage.of(noise, 640, 480))).isEmpty();
            assertThat(detector.detect(GrayImage.of(stripes, 640, 480))).isEmpty();
            assertThat(detector.detect(dark(noise))).isEmpty();
            assertThat(detector.detect(dark(stripes))).isEmpty();
            assertThat(detector.detect(GrayImage.of(new byte[640 * 480], 640, 480)))
                    .isEmpty();
            assertThat(detector.detect(GrayImage.of(new byte[1], 1, 1))).isEmpty();
            assertThat(detector.detect(GrayImage.of(new byte[3000], 3000, 1))).isEmpty();
        }
    }

    @Test
    @DisplayName("Small faces in a large frame are found where they are asked for")
    void searchesForSmallFaces() {
        double scale = 32 / Portrait.SIDE;
        PixelBuffer frame = Portrait.color(Portrait.frame(1600, 1200, 800, 600, scale, 0));
        FaceDetectorOptions small =
                FaceDetectorOptions.builder().minFaceSize(20).build();
        try (FaceDetector byDefault = FaceDetector.open();
                FaceDetector thorough = FaceDetector.open(small)) {
            assertThat(byDefault.detect(frame)).isEmpty();
            assertThat(thorough.detect(frame)).hasSize(1);
        }
    }

    @Test
    void searchesTheRegionOfInterestAlone() {
        PixelBuffer frame = Portrait.color(Portrait.frame(640, 480, 480, 240, 1, 0));
        FaceDetectorOptions left = FaceDetectorOptions.builder()
                .regionOfInterest(new Region(0, 0, 320, 480))
                .build();
        FaceDetectorOptions right = FaceDetectorOptions.builder()
                .regionOfInterest(new Region(320, 0, 320, 480))
                .build();
        try (FaceDetector leftDetector = FaceDetector.open(left);
                FaceDetector rightDetector = FaceDetector.open(right)) {
            assertThat(leftDetector.detect(frame)).isEmpty();
            assertFace(rightDetector.detect(frame), 480, 240, 1);
        }
    }

    @Test
    @DisplayName("Eight threads get the answers that one gets")
    void isThreadSafe() throws Exception {
        List<PixelBuffer> frames = List.of(
                Portrait.color(Portrait.frame(640, 480, 320, 240, 1, 0)),
                Portrait.color(Portrait.frame(480, 640, 240, 200, 1.3, 20)));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (FaceDetector detector = FaceDetector.open()) {
            List<List<DetectedFace>> expected =
                    frames.stream().map(detector::detect).toList();
            List<Future<List<DetectedFace>>> futures = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                PixelBuffer frame = frames.get(i % frames.size());
                futures.add(threads.submit(() -> detector.detect(frame)));
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).get()).as("call %d", i).isEqualTo(expected.get(i % frames.size()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void throwsAfterCloseAndClosesTwice() {
        FaceDetector detector = FaceDetector.open();
        detector.close();
        detector.close();
        assertThatThrownBy(() -> detector.detect(GrayImage.of(new byte[1], 1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    @DisplayName("A file that is missing, damaged or not YuNet is named")
    void namesAFileThatIsNotYuNet() throws Exception {
        Path missing = folder.resolve("none.onnx");
        assertThatThrownBy(() -> FaceDetector.open(missing))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("none.onnx")
                .hasMessageContaining("cannot be read");
        Path text = Files.writeString(folder.resolve("text.onnx"), "not a model");
        Path other = folder.resolve("other.onnx");
        try (var in = FaceDetector.class.getResourceAsStream("/io/microexp/face/blazeface.onnx")) {
            Files.write(other, in.readAllBytes());
        }
        for (Path file : List.of(text, other)) {
            assertThatThrownBy(() -> FaceDetector.open(file))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining(file.getFileName().toString())
                    .hasMessageContaining("expected the ONNX file of YuNet");
        }
    }

    private static GrayImage dark(byte[] pixels) {
        byte[] dark = new byte[pixels.length];
        for (int i = 0; i < dark.length; i++) {
            dark[i] = (byte) ((pixels[i] & 0xFF) / 20);
        }
        return GrayImage.of(dark, 640, 480);
    }

    private static void assertFace(List<DetectedFace> faces, double x, double y, double scale) {
        assertThat(faces).hasSize(1);
        DetectedFace face = faces.get(0);
        double side = Portrait.SIDE * scale;
        assertThat(face.width()).as("side").isEqualTo(face.height());
        assertThat((double) face.width()).as("side").isCloseTo(side, Offset.offset(SIDE_TOLERANCE * side));
        assertThat(face.x() + face.width() / 2.0).as("center x").isCloseTo(x, Offset.offset(CENTER_TOLERANCE * side));
        assertThat(face.y() + face.height() / 2.0).as("center y").isCloseTo(y, Offset.offset(CENTER_TOLERANCE * side));
    }
}
