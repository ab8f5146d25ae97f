package io.microexp.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.image.awt.AwtImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** YuNet on this library's engine and in OpenCV. */
class YuNetParityTest {
    private static final Offset<Integer> ONE_PIXEL = Offset.offset(1);
    private static final Offset<Float> SCORE_TOLERANCE = Offset.offset(0.01f);

    /** Scalar kernels round sums otherwise than vector kernels and OpenCV do. */
    private static final float ROUNDING = 1e-5f;

    @TempDir
    Path folder;

    @Test
    @DisplayName("Both find the lit cells of a stand-in for the network")
    void agreesOnAStandIn() throws IOException {
        Path model = Files.write(folder.resolve("yunet.onnx"), YuNetStandIn.onnx());
        byte[] pixels = new byte[640 * 200];
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            pixels[random.nextInt(25) * 8 * 640 + random.nextInt(80) * 8] = (byte) (140 + random.nextInt(115));
        }
        GrayImage image = GrayImage.of(pixels, 640, 200);
        try (FaceDetector ours = FaceDetector.open(model);
                FaceDetector theirs = YuNetFaceDetector.open(model)) {
            List<DetectedFace> expected = theirs.detect(image);
            assertThat(expected).hasSizeGreaterThan(10);
            assertThat(ours.detect(image))
                    .usingRecursiveComparison()
                    .ignoringCollectionOrder()
                    .withEqualsForType((a, b) -> Math.abs(a - b) <= ROUNDING, Float.class)
                    .isEqualTo(expected);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "microexp.yunet", matches = ".+")
    @EnabledIfSystemProperty(named = "microexp.photos", matches = ".+")
    @DisplayName("Both find the same faces within a pixel on every photograph of a folder")
    void agreesOnPhotographs() throws IOException {
        Path model = Path.of(System.getProperty("microexp.yunet"));
        int faces = 0;
        try (FaceDetector ours = FaceDetector.open(model);
                FaceDetector theirs = YuNetFaceDetector.open(model);
                DirectoryStream<Path> photos =
                        Files.newDirectoryStream(Path.of(System.getProperty("microexp.photos")), "*.jpg")) {
            for (Path photo : photos) {
                PixelBuffer frame = rgb(AwtImages.read(photo));
                List<DetectedFace> expected = theirs.detect(frame);
                List<DetectedFace> found = ours.detect(frame);
                assertThat(found).as("%s", photo).hasSameSizeAs(expected);
                for (DetectedFace face : expected) {
                    assertThat(found).as("%s: %s", photo, face).anySatisfy(other -> assertSame(other, face));
                    faces++;
                }
            }
        }
        assertThat(faces).as("faces compared").isPositive();
    }

    private static void assertSame(DetectedFace found, DetectedFace expected) {
        assertThat(found.x()).isCloseTo(expected.x(), ONE_PIXEL);
        assertThat(found.y()).isCloseTo(expected.y(), ONE_PIXEL);
        assertThat(found.width()).isCloseTo(expected.width(), ONE_PIXEL);
        assertThat(found.height()).isCloseTo(expected.height(), ONE_PIXEL);
        assertThat(found.score()).isCloseTo(expected.score(), SCORE_TOLERANCE);
    }

    private static PixelBuffer rgb(BufferedImage image) {
        int[] packed = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        ByteBuffer bytes = ByteBuffer.allocate(3 * packed.length);
        for (int pixel : packed) {
            bytes.put((byte) (pixel >> 16)).put((byte) (pixel >> 8)).put((byte) pixel);
        }
        return PixelBuffer.wrap(bytes.flip(), PixelBuffer.Encoding.RGB8, image.getWidth(), image.getHeight());
    }
}
