package io.microexp.training.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.ClassifierOptions;
import io.microexp.DataFormatException;
import io.microexp.FacialEmotionClassifier;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.training.detector.DetectorReport.Share;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorEvaluationTest {
    private static final String LABELS = """
            [
              {"file": "faces.png", "kind": "face", "faces": [
                {"box": [10, 10, 60, 60], "tags": "", "expression": "H", "ignore": false},
                {"box": [100, 10, 40, 50], "tags": "tb", "expression": "D/A", "ignore": false},
                {"box": [200, 10, 40, 50], "tags": "", "expression": "", "ignore": true}]},
              {"file": "none.png", "kind": "none", "faces": []},
              {"file": "drawing.png", "kind": "art", "faces": []}
            ]
            """;

    @TempDir
    Path folder;

    @Test
    @DisplayName("Faces are counted by kind; a box beside all faces is false, on drawings neither")
    void countsFacesAndFalseOnes() throws IOException {
        write(LABELS);
        for (String name : List.of("faces.png", "none.png", "drawing.png")) {
            BufferedImage picture = new BufferedImage(300, 100, BufferedImage.TYPE_BYTE_GRAY);
            ImageIO.write(picture, "png", folder.resolve(name).toFile());
        }
        FaceDetector detector = new Fixed(List.of(
                new DetectedFace(12, 12, 55, 55, 0.9f),
                new DetectedFace(202, 12, 40, 40, 0.8f),
                new DetectedFace(250, 50, 20, 20, 0.7f)));
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(
                ClassifierOptions.builder().backend("java").build())) {
            DetectorReport report = DetectorEvaluation.of(
                    "fixed", detector, false, Retake.NONE, "bundled", classifier, LabeledPhotos.read(folder));
            assertThat(report.recall())
                    .containsEntry(FaceKind.ALL, new Share(1, 2))
                    .containsEntry(FaceKind.OPEN, new Share(1, 1))
                    .containsEntry(FaceKind.OPEN_48, new Share(1, 1))
                    .containsEntry(FaceKind.TURNED, new Share(0, 1))
                    .containsEntry(FaceKind.DARK_SKIN, new Share(0, 1));
            assertThat(report.falseFacesAmongPeople()).isEqualTo(1);
            assertThat(report.falseFacesWithoutPeople()).isEqualTo(3);
            assertThat(report.picturesWithoutPeople()).isEqualTo(1);
            assertThat(report.answers().ofFound().total()).isEqualTo(1);
            assertThat(report.answers().ofAll().total())
                    .as("a missed face is wrong")
                    .isEqualTo(2);
            assertThat(DetectorReport.table(List.of(report)))
                    .contains("| found: all | 1 of 2 (50.0 %) |")
                    .contains("| false faces in pictures without any | 3 in 1 |")
                    .doesNotContain("masked");
        }
    }

    @Test
    @DisplayName("Turned by 180 degrees, answers are compared on the faces found in both positions")
    void comparesTurnedWithUpright() {
        BufferedImage picture = new BufferedImage(300, 100, BufferedImage.TYPE_BYTE_GRAY);
        LabeledPhotos.Face center = new LabeledPhotos.Face(new double[] {130, 30, 40, 40}, "", "H/N/A/U/S/D/F", false);
        LabeledPhotos.Face corner = new LabeledPhotos.Face(new double[] {10, 10, 40, 40}, "", "C", false);
        LabeledPhotos photos = new LabeledPhotos(
                List.of(new LabeledPhotos.Photo("faces", "face", List.of(center, corner))), photo -> picture);
        FaceDetector detector =
                new Fixed(List.of(new DetectedFace(130, 30, 40, 40, 0.9f), new DetectedFace(10, 10, 40, 40, 0.8f)));
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(
                ClassifierOptions.builder().backend("java").build())) {
            DetectorReport report =
                    DetectorEvaluation.of("fixed", detector, false, new Retake(180, 1), "bundled", classifier, photos);
            assertThat(report.answers().ofAll()).isEqualTo(new Share(1, 2));
            assertThat(report.answers().ofFoundInBoth()).isEqualTo(new Share(1, 1));
            assertThat(report.answers().uprightOfFoundInBoth()).isEqualTo(new Share(1, 1));
            assertThat(DetectorReport.table(List.of(report)))
                    .contains("| answers agree, faces found upright too | 1 of 1 (100.0 %) |");
        }
    }

    @Test
    void namesLabelsThatCannotBeRead() throws IOException {
        assertThatThrownBy(() -> LabeledPhotos.read(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("photos.json");
        write("[{\"file\": \"a.png\", \"kind\": \"face\", \"faces\": [{\"box\": [1, 2, 3]}]}]");
        assertThatThrownBy(() -> LabeledPhotos.read(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("four numbers")
                .hasMessageContaining("a.png");
        write(LABELS.replace("\"H\"", "\"Q\""));
        assertThatThrownBy(() -> LabeledPhotos.read(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("found Q in faces.png");
    }

    private void write(String labels) throws IOException {
        Files.writeString(folder.resolve("photos.json"), labels);
    }

    /** A detector that finds the same in every picture. */
    private record Fixed(List<DetectedFace> faces) implements FaceDetector {
        @Override
        public List<DetectedFace> detect(GrayImage image) {
            return faces;
        }

        @Override
        public void close() {}
    }
}
