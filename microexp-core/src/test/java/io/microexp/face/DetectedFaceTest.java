package io.microexp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.image.GrayImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectedFaceTest {
    private static final int WIDTH = 100;
    private static final int HEIGHT = 80;
    private final GrayImage image = coordinates();

    @Test
    void cropsASquareAroundTheCenter() {
        assertCrop(new DetectedFace(40, 30, 20, 20, 1).crop(image, 0), 40, 30, 20);
        assertCrop(new DetectedFace(40, 30, 10, 20, 1).crop(image, 0), 35, 30, 20);
        assertCrop(new DetectedFace(40, 30, 20, 20, 1).crop(image, 0.25), 35, 25, 30);
        assertCrop(new DetectedFace(40, 30, 20, 20, 1).crop(image, -0.25), 45, 35, 10);
    }

    @Test
    void addsTheDefaultMargin() {
        GrayImage crop = new DetectedFace(30, 20, 40, 40, 1).crop(image);
        assertThat(crop.width())
                .isEqualTo((int) Math.round(40 * (1 + 2 * DetectedFace.DEFAULT_MARGIN)))
                .isEqualTo(crop.height());
    }

    @ParameterizedTest
    @CsvSource({"-5, -5, 20", "95, 75, 20", "-5, 75, 20", "40, -19, 20", "-300, -300, 310", "-20, -20, 200"})
    @DisplayName("Where the square leaves the image, the nearest pixels are repeated")
    void repeatsTheEdge(int x, int y, int side) {
        GrayImage crop = new DetectedFace(x, y, side, side, 1).crop(image, 0);
        assertThat(crop.width()).isEqualTo(side).isEqualTo(crop.height());
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                int nearestX = Math.max(0, Math.min(x + column, WIDTH - 1));
                int nearestY = Math.max(0, Math.min(y + row, HEIGHT - 1));
                assertThat(crop.get(column, row)).as("(%d, %d)", column, row).isEqualTo(coordinate(nearestX, nearestY));
            }
        }
    }

    @Test
    void sharesTheImagesMemoryInside() {
        byte[] pixels = new byte[100];
        GrayImage crop = new DetectedFace(2, 2, 4, 4, 1).crop(GrayImage.wrap(pixels, 0, 10, 10, 10), 0);
        pixels[22] = 7;
        assertThat(crop.get(0, 0)).isEqualTo(7);
    }

    @Test
    @DisplayName("Boxes and margins beyond all measure are refused and do not overflow")
    void refusesWhatIsFarLargerThanTheImage() {
        int huge = Integer.MAX_VALUE;
        assertThatThrownBy(() -> new DetectedFace(10, 10, huge, huge, 1).crop(image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 400 pixels a side");
        DetectedFace face = new DetectedFace(40, 30, 20, 20, 1);
        for (double margin : new double[] {1e300, Double.POSITIVE_INFINITY, 10}) {
            assertThatThrownBy(() -> face.crop(image, margin))
                    .as("margin %s", margin)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 400");
        }
        assertThatThrownBy(() -> new DetectedFace(huge, huge, huge, huge, 1).crop(image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("touches");
    }

    @Test
    void takesAtLeastOnePixel() {
        assertThat(new DetectedFace(10, 10, 1, 1, 1).crop(image, -0.4).width()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"100, 0", "0, 80", "-20, 0", "0, -20"})
    void refusesABoxBesideTheImage(int x, int y) {
        assertThatThrownBy(() -> new DetectedFace(x, y, 20, 20, 1).crop(image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("touches GrayImage[100x80]");
    }

    @Test
    void refusesAMarginThatLeavesNothing() {
        DetectedFace face = new DetectedFace(0, 0, 9, 9, 1);
        assertThatThrownBy(() -> face.crop(image, -0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> face.crop(image, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnEmptyBox() {
        assertThatThrownBy(() -> new DetectedFace(0, 0, 0, 9, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x9");
        assertThatThrownBy(() -> new DetectedFace(0, 0, 9, -9, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAScoreOutsideItsRange() {
        for (float score : new float[] {-0.1f, 1.1f, Float.NaN}) {
            assertThatThrownBy(() -> new DetectedFace(0, 0, 9, 9, score))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0..1, found " + score);
        }
    }

    @Test
    void ordersLargestFirstThenSurest() {
        DetectedFace small = new DetectedFace(0, 0, 5, 5, 1);
        DetectedFace unsure = new DetectedFace(0, 0, 10, 9, 0.5f);
        DetectedFace sure = new DetectedFace(0, 0, 9, 10, 0.6f);
        List<DetectedFace> faces = new ArrayList<>(List.of(small, unsure, sure));
        faces.sort(DetectedFace.LARGEST_FIRST);
        assertThat(faces).containsExactly(sure, unsure, small);
    }

    private static void assertCrop(GrayImage crop, int left, int top, int side) {
        assertThat(crop.width()).isEqualTo(side).isEqualTo(crop.height());
        assertThat(crop.get(0, 0)).as("corner").isEqualTo(coordinate(left, top));
        assertThat(crop.get(side - 1, side - 1))
                .as("opposite corner")
                .isEqualTo(coordinate(left + side - 1, top + side - 1));
    }

    /** An image in which neighbors differ, so that a pixel tells where it was. */
    private static GrayImage coordinates() {
        byte[] pixels = new byte[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) coordinate(i % WIDTH, i / WIDTH);
        }
        return GrayImage.of(pixels, WIDTH, HEIGHT);
    }

    private static int coordinate(int x, int y) {
        return (x * 7 + y * 31) & 0xFF;
    }
}
