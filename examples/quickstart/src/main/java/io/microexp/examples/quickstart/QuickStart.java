package io.microexp.examples.quickstart;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import io.microexp.opencv.CascadeFaceDetector;
import java.nio.file.Path;

/** Code of the README: the faces of a photo and their apparent emotions. */
public final class QuickStart {
    private QuickStart() {}

    /**
     * Scores the faces of one photo.
     *
     * @param args the photo
     */
    public static void main(String[] args) {
        GrayImage photo = AwtImages.readGray(Path.of(args[0]));
        try (FaceDetector detector = CascadeFaceDetector.open();
                FacialEmotionClassifier classifier = FacialEmotionClassifier.open()) {
            for (DetectedFace face : detector.detect(photo)) {
                EmotionScores scores = classifier.classify(face.crop(photo));
                System.out.println(scores.top() + ": " + scores);
                System.out.println(scores.probability(Emotion.HAPPINESS)); // calibrated, 0 to 1
            }
        }
    }
}
