package io.microexp.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.explain.OcclusionMap;
import io.microexp.image.GrayImage;
import io.microexp.training.testing.BrightnessModel;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OcclusionFigureTest {
    private static final int SIDE = 48;

    @Test
    void isOrangeWhereHidingLowersTheProbabilityAndBlueWhereItRaisesIt() {
        // between two levels: hiding what is dark makes the face brighter
        byte[] pixels = new byte[SIDE * SIDE];
        Arrays.fill(pixels, (byte) 90);
        for (int y = 0; y < SIDE; y++) {
            Arrays.fill(pixels, y * SIDE, y * SIDE + SIDE / 2, (byte) 30);
        }
        GrayImage face = GrayImage.of(pixels, SIDE, SIDE);

        BufferedImage drawing = OcclusionFigure.draw(face, map(face, Emotion.DISGUST));

        // the map covers the second of two squares of 384 pixels
        int red = 0;
        int blue = 0;
        for (int y = 60; y < 430; y += 10) {
            for (int x = 440; x < 810; x += 10) {
                int rgb = drawing.getRGB(x, y);
                int warmth = (rgb >> 16 & 0xFF) - (rgb & 0xFF);
                red += warmth > 40 ? 1 : 0;
                blue += warmth < -40 ? 1 : 0;
            }
        }
        assertThat(red).as("orange samples").isGreaterThan(100);
        assertThat(blue).as("blue samples").isGreaterThan(100);
    }

    @Test
    void isGrayWhereNothingMatters() {
        GrayImage face = BrightnessModel.face(3);

        BufferedImage drawing = OcclusionFigure.draw(face, map(face, Emotion.HAPPINESS));

        int center = drawing.getRGB(624, 248) & 0xFF;
        assertThat(drawing.getRGB(624, 248) & 0xFFFFFF)
                .isEqualTo(center << 16 | center << 8 | center)
                .isEqualTo(drawing.getRGB(216, 248) & 0xFFFFFF);
    }

    private static OcclusionMap map(GrayImage face, Emotion emotion) {
        ClassifierOptions options = ClassifierOptions.builder()
                .model(BrightnessModel.of(Emotion.FER2013))
                .backend("java")
                .build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            return OcclusionMap.of(classifier, face, emotion);
        }
    }
}
