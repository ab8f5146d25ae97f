package io.microexp.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.face.FaceLandmarks.Point;
import io.microexp.image.GrayImage;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceAlignerTest {
    /** The turned picture is sampled from smooth waves, so a sample is off by little more than rounding. */
    private static final int GRAY_LEVELS = 4;

    private static final int SIZE = 200;
    private static final float THREE_POINTS = 0.03f;

    private final FaceAligner aligner = new FaceAligner();

    @ParameterizedTest
    @ValueSource(ints = {0, 10, -19, 19})
    @DisplayName("A face tilted by less than 20 degrees is cropped as it is")
    void leavesUprightFaces(int tilt) {
        GrayImage image = turned(tilt);
        DetectedFace face = face(tilt);
        assertThat(aligner.align(image, face).toArray())
                .isEqualTo(face.crop(image).toArray());
    }

    @Test
    void landmarksThatAreNotNumbersTurnNothing() {
        Point nowhere = new Point(Float.NaN, Float.NaN);
        DetectedFace face =
                new DetectedFace(70, 70, 60, 60, 1, Optional.of(new FaceLandmarks(nowhere, nowhere, nowhere, nowhere)));
        GrayImage frame = turned(0);
        GrayImage upright = new DetectedFace(70, 70, 60, 60, 1).crop(frame);
        assertThat(new FaceAligner().align(frame, face).toArray()).isEqualTo(upright.toArray());
    }

    @Test
    void leavesFacesWithoutLandmarks() {
        GrayImage image = turned(45);
        DetectedFace face = new DetectedFace(70, 70, 60, 60, 1);
        assertThat(aligner.align(image, face).toArray())
                .isEqualTo(face.crop(image).toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {21, -21, 45, -45, 90, 135, 180, -90})
    @DisplayName("Beyond 20 degrees the crop is that of the same picture before it was turned")
    void turnsTiltedFacesUpright(int tilt) {
        GrayImage crop = aligner.align(turned(tilt), face(tilt));
        GrayImage upright = face(0).crop(turned(0));
        assertThat(crop.width()).isEqualTo(upright.width()).isEqualTo(crop.height());
        for (int y = 0; y < crop.height(); y++) {
            for (int x = 0; x < crop.width(); x++) {
                assertThat(crop.get(x, y))
                        .as("(%d, %d)", x, y)
                        .isCloseTo(upright.get(x, y), Offset.offset(GRAY_LEVELS));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-45, -30, 30, 45})
    @DisplayName("Found and aligned, the tilted portrait has the scores of the upright one to within three points")
    void aTiltedFaceScoresLikeAnUprightOne(int tilt) {
        FaceDetectorOptions options =
                FaceDetectorOptions.builder().tiltedFaces(true).build();
        try (FaceDetector detector = FaceDetector.open(options);
                FacialEmotionClassifier classifier = FacialEmotionClassifier.open(
                        ClassifierOptions.builder().backend("java").build())) {
            EmotionScores upright = scores(0, detector, classifier);
            assertThat(upright.top()).isEqualTo(Emotion.HAPPINESS);
            assertThat(scores(tilt, detector, classifier).toArray())
                    .containsExactly(upright.toArray(), Offset.offset(THREE_POINTS));
        }
    }

    private EmotionScores scores(int tilt, FaceDetector detector, FacialEmotionClassifier classifier) {
        GrayImage frame =
                Portrait.color(Portrait.frame(640, 480, 320, 240, 1, tilt)).toGray();
        return classifier.classify(aligner.align(frame, detector.detect(frame).get(0)));
    }

    @Test
    @DisplayName("A turned crop that extends outside the image repeats its edge")
    void repeatsTheEdge() {
        byte[] pixels = new byte[SIZE * SIZE];
        java.util.Arrays.fill(pixels, (byte) 77);
        DetectedFace face = new DetectedFace(-20, -20, 60, 60, 1, face(30).landmarks());
        assertThat(aligner.align(GrayImage.of(pixels, SIZE, SIZE), face).toArray())
                .containsOnly(77);
    }

    private static DetectedFace face(int tilt) {
        double angle = Math.toRadians(tilt);
        Point right = new Point((float) (100 - 15 * Math.cos(angle)), (float) (100 - 15 * Math.sin(angle)));
        Point left = new Point((float) (100 + 15 * Math.cos(angle)), (float) (100 + 15 * Math.sin(angle)));
        FaceLandmarks landmarks = new FaceLandmarks(right, left, right, left);
        assertThat(landmarks.tilt()).isCloseTo(tilt, Offset.offset(1e-3));
        return new DetectedFace(70, 70, 60, 60, 1, Optional.of(landmarks));
    }

    /** Waves without symmetry, turned clockwise about the center. */
    private static GrayImage turned(int tilt) {
        double cos = Math.cos(Math.toRadians(tilt));
        double sin = Math.sin(Math.toRadians(tilt));
        byte[] pixels = new byte[SIZE * SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double right = x + 0.5 - SIZE / 2.0;
                double down = y + 0.5 - SIZE / 2.0;
                double u = right * cos + down * sin;
                double v = down * cos - right * sin;
                pixels[y * SIZE + x] = (byte) (128 + 60 * Math.sin(u / 9 + 0.3) + 50 * Math.cos(v / 11 + u / 40));
            }
        }
        return GrayImage.of(pixels, SIZE, SIZE);
    }
}
