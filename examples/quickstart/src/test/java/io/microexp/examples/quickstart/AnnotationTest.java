package io.microexp.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.face.DetectedFace;
import io.microexp.pipeline.FaceEmotion;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationTest {
    private static final EmotionScores HAPPY =
            EmotionScores.of(Emotion.FERPLUS, new float[] {0.01f, 0.01f, 0.01f, 0.9f, 0.01f, 0.02f, 0.03f, 0.01f});

    @ParameterizedTest
    @CsvSource({"40, 30, 720, 540", "512, 512, 720, 720", "720, 100, 720, 100", "2000, 1500, 2000, 1500"})
    void enlargesOnlySmallPhotos(int width, int height, int drawnWidth, int drawnHeight) {
        BufferedImage drawing = Annotation.draw(plain(width, height), List.of());
        assertThat(drawing.getWidth()).isEqualTo(drawnWidth);
        assertThat(drawing.getHeight()).isEqualTo(drawnHeight);
        assertThat(new Color(drawing.getRGB(drawnWidth / 2, drawnHeight / 2))).isEqualTo(Color.GREEN);
    }

    @Test
    void drawsBoxAndPanelBesideTheFaceAndLeavesThePhotoAsItWas() {
        BufferedImage photo = plain(1000, 800);
        DetectedFace face = new DetectedFace(100, 200, 150, 150, 1);
        BufferedImage drawing = Annotation.draw(photo, List.of(happy(face)));
        assertThat(new Color(drawing.getRGB(175, 200)))
                .as("upper edge of the box")
                .isNotEqualTo(Color.GREEN);
        assertThat(new Color(drawing.getRGB(175, 275))).as("the face").isEqualTo(Color.GREEN);
        assertThat(new Color(drawing.getRGB(280, 210))).as("panel to the right").isNotEqualTo(Color.GREEN);
        assertThat(new Color(drawing.getRGB(900, 700))).as("far away").isEqualTo(Color.GREEN);
        assertThat(new Color(photo.getRGB(175, 200))).as("the photo").isEqualTo(Color.GREEN);
    }

    @Test
    void hidesNoFaceWhereThereIsRoom() {
        List<FaceEmotion> faces = List.of(
                happy(new DetectedFace(850, 50, 100, 100, 1)),
                happy(new DetectedFace(250, 50, 100, 100, 1)),
                happy(new DetectedFace(50, 650, 100, 100, 1)));
        BufferedImage drawing = Annotation.draw(plain(1000, 800), faces);
        for (FaceEmotion scored : faces) {
            DetectedFace face = scored.box();
            assertThat(new Color(drawing.getRGB(face.x() + 10, face.y() + 10))).isEqualTo(Color.GREEN);
            assertThat(new Color(drawing.getRGB(face.x() + 90, face.y() + 90))).isEqualTo(Color.GREEN);
        }
    }

    @Test
    void drawsFacesThatReachOutsideAndFillThePhoto() {
        BufferedImage drawing = Annotation.draw(plain(60, 48), List.of(happy(new DetectedFace(-10, -10, 90, 90, 1))));
        assertThat(drawing.getWidth()).isEqualTo(Annotation.MIN_SIDE);
    }

    private static FaceEmotion happy(DetectedFace face) {
        return new FaceEmotion(0, face, HAPPY, HAPPY, HAPPY.top(), 0, FaceEmotion.Sighting.DETECTED);
    }

    private static BufferedImage plain(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.GREEN);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }
}
