package io.microexp.examples.quickstart;

import io.microexp.Emotion;
import io.microexp.image.PixelBuffer;
import io.microexp.image.awt.AwtImages;
import io.microexp.pipeline.EmotionPipeline;
import io.microexp.pipeline.FaceEmotion;
import java.nio.file.Path;

/** Code of the README: the faces of a photo and their apparent expressions. */
public final class QuickStart {
    private QuickStart() {}

    /**
     * Scores the faces of one photo.
     *
     * @param args the photo
     */
    public static void main(String[] args) {
        PixelBuffer photo = AwtImages.toPixelBuffer(AwtImages.read(Path.of(args[0])));
        try (EmotionPipeline pipeline = EmotionPipeline.open()) {
            for (FaceEmotion face : pipeline.analyze(photo)) {
                System.out.println(face.box() + " " + face.scores().top());
                System.out.println(face.scores().probability(Emotion.HAPPINESS)); // calibrated, 0 to 1
            }
        }
    }
}
