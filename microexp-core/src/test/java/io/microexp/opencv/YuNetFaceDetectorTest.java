package io.microexp.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.BackendException;
import io.microexp.DataFormatException;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YuNetFaceDetectorTest {
    /** A score is the root of a gray level's share of 255 in float32. */
    private static final Offset<Float> SCORE_TOLERANCE = Offset.offset(1e-4f);

    private static final String NOT_YUNET = "expected the ONNX file of YuNet";

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.write(folder.resolve("yunet.onnx"), YuNetStandIn.onnx());
    }

    @Test
    void refusesToSearchForTiltedFaces() {
        FaceDetectorOptions tilted =
                FaceDetectorOptions.builder().tiltedFaces(true).build();
        assertThatThrownBy(() -> YuNetFaceDetector.open(folder.resolve("yunet.onnx"), tilted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FaceDetector.open(Path, FaceDetectorOptions)");
    }

    @Test
    @DisplayName("Boxes have the common framing, and the mouth is halfway between its corners")
    void readsBoxScoreAndLandmarks() {
        try (YuNetFaceDetector detector = YuNetFaceDetector.open(model)) {
            List<DetectedFace> faces = detector.detect(lit(640, 400, 3, 4, 255));
            assertThat(faces).hasSize(1);
            DetectedFace face = faces.get(0);
            int centerX = 3 * YuNetStandIn.CELL + 4;
            int centerY = 4 * YuNetStandIn.CELL + 4;
            int side = (int) Math.round(YuNetStandIn.FACE_WIDTH / 1.113);
            assertThat(face.x() + face.width() / 2).isCloseTo(centerX, Offset.offset(1));
            assertThat(face.y() + face.height() / 2).isCloseTo(centerY, Offset.offset(1));
            assertThat(face.width()).isEqualTo(side).isEqualTo(face.height());
            assertThat(face.score()).isCloseTo(1, SCORE_TOLERANCE);
            assertThat(face.landmarks())
                    .contains(new FaceLandmarks(
                            new Point(24, 40), new Point(32, 40), new Point(40, 40), new Point(52, 40)));
        }
    }

    @Test
    @DisplayName("A frame is scaled so that its longer side is 640, and boxes are given in its own pixels")
    void scalesTheFrame() {
        int factor = 2;
        byte[] pixels = new byte[1280 * 800];
        for (int y = 0; y < factor; y++) {
            for (int x = 0; x < factor; x++) {
                pixels[(80 + y) * 1280 + 160 + x] = (byte) 255;
            }
        }
        try (YuNetFaceDetector detector = YuNetFaceDetector.open(model)) {
            DetectedFace face = detector.detect(GrayImage.of(pixels, 1280, 800)).get(0);
            assertThat(face.x() + face.width() / 2).isCloseTo(factor * (80 + 4), Offset.offset(1));
            assertThat(face.width()).isCloseTo((int) (factor * YuNetStandIn.FACE_WIDTH / 1.113), Offset.offset(1));
        }
    }

    @Test
    void findsManyAndNoneInImagesOfAnySize() {
        try (YuNetFaceDetector detector = YuNetFaceDetector.open(model)) {
            byte[] pixels = new byte[640 * 480];
            pixels[8 * 2 * 640 + 8 * 5] = (byte) 255;
            pixels[8 * 20 * 640 + 8 * 30] = (byte) 240;
            assertThat(detector.detect(GrayImage.of(pixels, 640, 480)))
                    .extracting(DetectedFace::score)
                    .satisfiesExactly(
                            score -> assertThat(score).isCloseTo(1, SCORE_TOLERANCE),
                            score -> assertThat(score).isCloseTo((float) Math.sqrt(240 / 255.0), SCORE_TOLERANCE));
            assertThat(detector.detect(GrayImage.of(new byte[35], 7, 5))).isEmpty();
            assertThat(detector.detect(GrayImage.of(new byte[1], 1, 1))).isEmpty();
        }
    }

    @Test
    @DisplayName("A camera frame is searched in color, its channels in OpenCV's order")
    void searchesInColor() {
        byte[] rgb = new byte[3 * 640 * 64];
        rgb[3 * (8 * 640 + 8)] = (byte) 255;
        rgb[3 * (8 * 640 + 8) + 2] = (byte) 255;
        PixelBuffer frame = PixelBuffer.wrap(ByteBuffer.wrap(rgb), PixelBuffer.Encoding.RGB8, 640, 64);
        try (YuNetFaceDetector detector = YuNetFaceDetector.open(model)) {
            assertThat(detector.detect(frame))
                    .extracting(DetectedFace::score)
                    .satisfiesExactly(
                            score -> assertThat(score).isCloseTo((float) Math.sqrt(2 / 3.0), SCORE_TOLERANCE));
        }
    }

    @Test
    void leavesOutFacesBelowTheScoreThreshold() {
        GrayImage image = lit(640, 64, 2, 2, 100);
        FaceDetectorOptions lax =
                FaceDetectorOptions.builder().scoreThreshold(0.5).build();
        try (YuNetFaceDetector byDefault = YuNetFaceDetector.open(model);
                YuNetFaceDetector laxer = YuNetFaceDetector.open(model, lax)) {
            assertThat(byDefault.detect(image)).isEmpty();
            assertThat(laxer.detect(image)).hasSize(1);
        }
    }

    @Test
    void freesEveryNativeObject() {
        GrayImage image = lit(640, 64, 2, 2, 255);
        try (YuNetFaceDetector warmUp = YuNetFaceDetector.open(model)) {
            warmUp.detect(image);
        }
        long before = Pointer.totalCount();
        for (int i = 0; i < 3; i++) {
            try (YuNetFaceDetector detector = YuNetFaceDetector.open(model)) {
                assertThat(detector.detect(image)).hasSize(1);
            }
        }
        assertThat(Pointer.totalCount()).as("native objects held").isEqualTo(before);
    }

    @Test
    @DisplayName(
            "What OpenCV throws during detection is a BackendException that names the frame, and the next call works")
    void wrapsWhatOpenCvThrows() throws IOException {
        Files.write(model, YuNetStandIn.onnxOfOneSize());
        FaceDetectorOptions exact = FaceDetectorOptions.builder().longerSide(64).build();
        try (YuNetFaceDetector detector = YuNetFaceDetector.open(model, exact)) {
            assertThatThrownBy(() -> detector.detect(lit(640, 64, 2, 2, 255)))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("frame of 640x64")
                    .hasMessageContaining("smaller frame");
            assertThat(detector.detect(lit(64, 64, 2, 2, 255))).hasSize(1);
        }
    }

    @Test
    void throwsAfterCloseAndClosesTwice() {
        YuNetFaceDetector detector = YuNetFaceDetector.open(model);
        detector.close();
        detector.close();
        assertThatThrownBy(() -> detector.detect(lit(640, 64, 2, 2, 255)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void namesAModelThatIsMissingDamagedOrAnother() throws IOException {
        assertThatThrownBy(() -> YuNetFaceDetector.open(folder.resolve("none.onnx")))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("none.onnx")
                .hasMessageContaining("cannot be read");
        byte[] whole = YuNetStandIn.onnx();
        assertRefused("empty", new byte[0], "it is empty");
        assertRefused("text", "not a model".getBytes(StandardCharsets.UTF_8), NOT_YUNET);
        assertRefused("cut short", Arrays.copyOf(whole, whole.length / 2), NOT_YUNET);
        String other = new String(whole, StandardCharsets.ISO_8859_1).replace("kps_8", "mps_8");
        assertRefused("another network", other.getBytes(StandardCharsets.ISO_8859_1), NOT_YUNET);
    }

    private void assertRefused(String what, byte[] content, String message) throws IOException {
        Path file = Files.write(folder.resolve("damaged.onnx"), content);
        long before = Pointer.totalCount();
        assertThatThrownBy(() -> YuNetFaceDetector.open(file))
                .as(what)
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("damaged.onnx")
                .hasMessageContaining(message);
        assertThat(Pointer.totalCount()).as("native objects held: %s", what).isEqualTo(before);
    }

    /** A black image with one lit cell. */
    private static GrayImage lit(int width, int height, int column, int row, int value) {
        byte[] pixels = new byte[width * height];
        pixels[row * YuNetStandIn.CELL * width + column * YuNetStandIn.CELL] = (byte) value;
        return GrayImage.of(pixels, width, height);
    }
}
