package io.microexp.training.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.microexp.training.detector.LabeledPhotos.Face;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetakeTest {
    private static final double ONE_PIXEL = 1;
    private static final Face FACE = new Face(new double[] {60, 10, 20, 20}, "", "H", false);

    @ParameterizedTest
    @ValueSource(doubles = {0, 30, 45, -45, 90, 200})
    @DisplayName("a turned picture holds all of the old one, and each face where its label says")
    void turnsPictureAndLabelsAlike(double degrees) {
        BufferedImage picture = new BufferedImage(120, 80, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillOval(60, 10, 20, 20);
        graphics.dispose();
        Retake retake = new Retake(degrees, 1);

        BufferedImage turned = retake.apply(picture);
        double[] box = retake.apply(FACE, picture).box();

        double[] center = centerOfLight(turned);
        assertThat(box[0] + box[2] / 2).isCloseTo(center[0], within(ONE_PIXEL));
        assertThat(box[1] + box[3] / 2).isCloseTo(center[1], within(ONE_PIXEL));
        assertThat(box[2]).isEqualTo(20);
    }

    private static double[] centerOfLight(BufferedImage picture) {
        double sum = 0;
        double x = 0;
        double y = 0;
        for (int row = 0; row < picture.getHeight(); row++) {
            for (int column = 0; column < picture.getWidth(); column++) {
                int level = picture.getRGB(column, row) & 0xFF;
                sum += level;
                x += level * (column + 0.5);
                y += level * (row + 0.5);
            }
        }
        return new double[] {x / sum, y / sum};
    }

    @Test
    void lessLightLeavesWholeGrayLevels() {
        BufferedImage picture = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, 200 << 16 | 100 << 8 | 10);

        assertThat(new Retake(0, 0.06).apply(picture).getRGB(0, 0) & 0xFFFFFF).isEqualTo(12 << 16 | 6 << 8 | 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.1, Double.NaN})
    void refusesLightOutsideItsRange(double light) {
        assertThatThrownBy(() -> new Retake(0, light))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("light above 0 to 1");
    }
}
