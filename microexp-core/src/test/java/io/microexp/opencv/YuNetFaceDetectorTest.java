package io.microexp.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;
import io.microexp.image.GrayImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YuNetFaceDetectorTest {
    /** A score is the root of a grey level's share of 255 in float32. */
    private static final Offset<Float> SCORE_TOLERANCE = Offset.offset(1e-4f);

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.write(folder.resolve("yunet.onnx"), YuNetStandIn.onnx());
    }

    @Test
    void readsBoxScoreAndLandmarks() {
        try (YuNetFaceDetector detector = YuNetFaceDetector.open(model, 0.5f)) {
            List<DetectedFace> faces = detector.detect(lit(100, 70, 3, 4, 255));
            assertThat(faces).hasSize(1);
            DetectedFace face = faces.get(0);
            int centreX = 3 * YuNetStandIn.CELL + 4;
            int centreY = 4 * YuNetStandIn.CELL + 4;
            assertThat(face.x()).isEqualTo(centreX - YuNetStandIn.FACE_WIDTH / 2);
            assertThat(face.y()).isEqualTo(centreY - YuNetStandIn.FACE_HEIGHT / 2);
            assertThat(face.width()).isEqualTo(YuNetStandIn.FACE_WIDTH);
            assertThat(face.height()).isEqualTo(YuNetStandIn.FACE_HEIGHT);
            assertThat(face.score()).isCloseTo(1, SCORE_TOLERANCE);
            assertThat(face.landmarks())
                    .contains(new FaceLandmarks(
                            new Point(24, 40),
                            new Point(32, 40),
                            new Point(40, 40),
                            new Point(48, 40),
                            new Point(56, 40)));
        }
    }

    @Test
    void findsManyAndNoneInImagesOfAnySize() {
        try (YuNetFaceDetector detector = YuNetFaceDetector.open(model)) {
            byte[] pixels = new byte[333 * 222];
            pixels[8 * 2 * 333 + 8 * 5] = (byte) 255;
            pixels[8 * 20 * 333 + 8 * 30] = (byte) 240;
            assertThat(detector.detect(GrayImage.of(pixels, 333, 222)))
                    .extracting(DetectedFace::score)
                    .satisfiesExactly(
                            score -> assertThat(score).isCloseTo(1, SCORE_TOLERANCE),
                            score -> assertThat(score).isCloseTo((float) Math.sqrt(240 / 255.0), SCORE_TOLERANCE));
            assertThat(detector.detect(GrayImage.of(new byte[35], 7, 5))).isEmpty();
            assertThat(detector.detect(GrayImage.of(new byte[1], 1, 1))).isEmpty();
        }
    }

    @Test
    void leavesOutFacesBelowTheLeastScore() {
        GrayImage image = lit(64, 64, 2, 2, 100);
        try (YuNetFaceDetector strict = YuNetFaceDetector.open(model);
                YuNetFaceDetector lax = YuNetFaceDetector.open(model, 0.5f)) {
            assertThat(strict.detect(image)).isEmpty();
            assertThat(lax.detect(image)).hasSize(1);
        }
        assertThatThrownBy(() -> YuNetFaceDetector.open(model, 1.5f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0..1, found 1.5");
    }

    @Test
    void freesEveryNativeObject() {
        GrayImage image = lit(64, 64, 2, 2, 255);
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
    void throwsAfterCloseAndClosesTwice() {
        YuNetFaceDetector detector = YuNetFaceDetector.open(model);
        detector.close();
        detector.close();
        assertThatThrownBy(() -> detector.detect(lit(64, 64, 2, 2, 255)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void namesAModelThatIsMissingDamagedOrAnother() throws IOException {
        assertThatThrownBy(() -> YuNetFaceDetector.open(folder.resolve("none.onnx")))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("none.onnx")
                .hasMessageContaining("readable file");
        byte[] whole = YuNetStandIn.onnx();
        assertRefused("empty", new byte[0]);
        assertRefused("text", "not a model".getBytes(StandardCharsets.UTF_8));
        assertRefused("cut short", Arrays.copyOf(whole, whole.length / 2));
        String other = new String(whole, StandardCharsets.ISO_8859_1).replace("kps_8", "mps_8");
        assertRefused("another network", other.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void assertRefused(String what, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("damaged.onnx"), content);
        long before = Pointer.totalCount();
        assertThatThrownBy(() -> YuNetFaceDetector.open(file))
                .as(what)
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("damaged.onnx")
                .hasMessageContaining("expected the ONNX file of YuNet");
        assertThat(Pointer.totalCount()).as("native objects held: %s", what).isEqualTo(before);
    }

    /** A black image with one lit cell. */
    private static GrayImage lit(int width, int height, int column, int row, int value) {
        byte[] pixels = new byte[width * height];
        pixels[row * YuNetStandIn.CELL * width + column * YuNetStandIn.CELL] = (byte) value;
        return GrayImage.of(pixels, width, height);
    }
}
