package io.microexp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.image.GrayImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectedFaceTest {
    private static final int WIDTH = 100;
    private static final int HEIGHT = 80;
    private final GrayImage image = coordinates();

    @Test
    void cropsASquareAroundTheCentre() {
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
    @CsvSource({"-5, -5, 20, 0, 0", "95, 75, 20, 80, 60", "-5, 75, 20, 0, 60"})
    void shiftsIntoTheImage(int x, int y, int side, int left, int top) {
        assertCrop(new DetectedFace(x, y, side, side, 1).crop(image, 0), left, top, side);
    }

    @Test
    void shrinksToTheImage() {
        assertCrop(new DetectedFace(0, 0, 100, 100, 1).crop(image, 0.5), 10, 0, HEIGHT);
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
    void ordersLargestFirstThenSurest() {
        DetectedFace small = new DetectedFace(0, 0, 5, 5, 9);
        DetectedFace unsure = new DetectedFace(0, 0, 10, 9, 1);
        DetectedFace sure = new DetectedFace(0, 0, 9, 10, 2);
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

    /** An image in which neighbours differ, so that a pixel tells where it was. */
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
