package io.microexp.internal.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.face.FaceDetectorOptions.Region;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.internal.face.Planes.Rectangle;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanesTest {
    /** A tenth of a gray level: float32 sums of thousands of pixels. */
    private static final Offset<Float> TOLERANCE = Offset.offset(0.1f);

    @ParameterizedTest
    @CsvSource({
        "64, 48, 64, 48",
        "64, 48, 32, 24",
        "97, 61, 32, 31",
        "17, 13, 53, 41",
        "100, 7, 30, 9",
        "1, 1, 5, 3",
        "501, 1, 64, 1"
    })
    @DisplayName("A whole image is scaled as GrayImage scales it")
    void agreesWithGrayImage(int width, int height, int toWidth, int toHeight) {
        GrayImage image = noise(width, height);
        Planes planes = new Planes(PixelRows.GRAY, toHeight + 3, toWidth + 2);
        PixelRows rows = PixelRows.of(image, new Region(0, 0, width, height));
        planes.fill(rows, new Rectangle(0, 0, width, height), toWidth, toHeight, 2, -3, 0, 1, 2);
        FloatBuffer expected = FloatBuffer.allocate(toWidth * toHeight);
        image.resample(toWidth, toHeight, 2, -3, expected, 0);
        for (int y = 0; y < toHeight + 3; y++) {
            for (int x = 0; x < toWidth + 2; x++) {
                float value = x < toWidth && y < toHeight ? expected.get(y * toWidth + x) : -3;
                assertThat(planes.get(0, x, y)).as("(%d, %d)", x, y).isCloseTo(value, TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-10, -5, 40, 8", "20.3, 10.7, 13.5, 32", "-30, 50, 90, 30", "5, 5, 3, 16"})
    @DisplayName("A square that leaves the image repeats its edge")
    void repeatsTheEdge(double x, double y, double side, int to) {
        int size = 60;
        int border = 100;
        GrayImage image = noise(size, size);
        byte[] wide = new byte[(size + 2 * border) * (size + 2 * border)];
        for (int i = 0; i < wide.length; i++) {
            int column = Math.max(0, Math.min(i % (size + 2 * border) - border, size - 1));
            int row = Math.max(0, Math.min(i / (size + 2 * border) - border, size - 1));
            wide[i] = (byte) image.get(column, row);
        }
        GrayImage replicated = GrayImage.of(wide, size + 2 * border, size + 2 * border);
        Planes planes = new Planes(PixelRows.GRAY, to, to);
        Planes expected = new Planes(PixelRows.GRAY, to, to);
        planes.fill(
                PixelRows.of(image, new Region(0, 0, size, size)),
                new Rectangle(x, y, side, side),
                to,
                to,
                1,
                0,
                0,
                1,
                2);
        expected.fill(
                PixelRows.of(replicated, new Region(0, 0, size + 2 * border, size + 2 * border)),
                new Rectangle(x + border, y + border, side, side),
                to,
                to,
                1,
                0,
                0,
                1,
                2);
        for (int i = 0; i < expected.values.length; i++) {
            assertThat(planes.values[i]).as("%d", i).isCloseTo(expected.values[i], TOLERANCE);
        }
    }

    @Test
    @DisplayName("Channels go to the planes that are named, from the region that is named")
    void ordersChannels() {
        byte[] bgr = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        PixelBuffer frame = PixelBuffer.wrap(ByteBuffer.wrap(bgr), PixelBuffer.Encoding.BGR8, 2, 2);
        Planes planes = new Planes(PixelRows.COLOR, 1, 1);
        PixelRows rows = PixelRows.of(frame, new Region(1, 1, 1, 1));
        planes.fill(rows, new Rectangle(0, 0, 1, 1), 1, 1, 1, 0, 0, 1, 2);
        assertThat(planes.values).containsExactly(12, 11, 10);
        planes.fill(rows, new Rectangle(0, 0, 1, 1), 1, 1, 1, 0, 2, 1, 0);
        assertThat(planes.values).containsExactly(10, 11, 12);
    }

    @Test
    @DisplayName("Turned by a quarter, columns become rows in every channel")
    void turns() {
        ByteBuffer rgb = ByteBuffer.allocate(3 * 64);
        new Random(4).nextBytes(rgb.array());
        PixelBuffer frame = PixelBuffer.wrap(rgb, PixelBuffer.Encoding.RGB8, 8, 8);
        Planes image = new Planes(PixelRows.COLOR, 8, 8);
        PixelRows rows = PixelRows.of(frame, new Region(0, 0, 8, 8));
        image.fill(rows, new Rectangle(0, 0, 8, 8), 8, 8, 1, 0, 0, 1, 2);
        Planes turned = new Planes(PixelRows.COLOR, 4, 4);
        turned.fillTurned(image, new TurnedPart(4, 4, 1, 90));
        for (int c = 0; c < PixelRows.COLOR; c++) {
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 4; x++) {
                    assertThat(turned.get(c, x, y))
                            .as("(%d, %d, %d)", c, x, y)
                            .isCloseTo(image.get(c, 5 - y, 2 + x), TOLERANCE);
                }
            }
        }
    }

    private static GrayImage noise(int width, int height) {
        byte[] pixels = new byte[width * height];
        new Random(width * 31L + height).nextBytes(pixels);
        return GrayImage.of(pixels, width, height);
    }
}
