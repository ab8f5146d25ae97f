package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.awt.AwtImages;
import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own folder of faces, from training to every backend. */
class OwnFacesTest {
    private static final List<Emotion> CLASSES = List.of(Emotion.ANGER, Emotion.HAPPINESS, Emotion.SURPRISE);

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void drawFaces() throws IOException {
        data = folder.resolve("data");
        write(SyntheticFaces.generate("train", CLASSES, 72, 48, 1));
        write(SyntheticFaces.generate("valid", CLASSES, 30, 48, 2));
    }

    private void write(FaceDataset faces) throws IOException {
        for (int i = 0; i < faces.size(); i++) {
            Emotion shown = faces.labels().get(faces.label(i));
            Path file = data.resolve(faces.name() + "/" + shown.label() + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(AwtImages.toBufferedImage(faces.image(i)), "png", file.toFile());
        }
    }

    @Test
    @DisplayName("A folder of three classes trains a calibrated model of three classes for every backend")
    void threeClasses() {
        Path model = folder.resolve("three.onnx");
        CommandRun.of(
                        "train",
                        "--data",
                        data,
                        "--epochs",
                        "2",
                        "--strides",
                        "2,2,2,2,2",
                        "--batch",
                        "24",
                        "--seed",
                        "7",
                        "--out",
                        folder.resolve("run"))
                .succeeds();
        CommandRun.of("export", "--run", folder.resolve("run"), "--out", model, "--data", data)
                .succeeds();

        EmotionModel read = EmotionModel.read(model);
        assertThat(read.metadata().labels()).isEqualTo(CLASSES);
        assertThat(read.metadata().isCalibrated()).isTrue();
        for (String backend : List.of("java", "onnx", "djl")) {
            ClassifierOptions options =
                    ClassifierOptions.builder().model(read).backend(backend).build();
            try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
                EmotionScores scores = classifier.classify(
                        SyntheticFaces.generate("one", CLASSES, 1, 48, 3).image(0));
                assertThat(scores.labels()).as(backend).isEqualTo(CLASSES);
            }
            CommandRun.of(
                            "evaluate",
                            "--model",
                            model,
                            "--backend",
                            backend,
                            "--data",
                            data,
                            "--html",
                            folder.resolve(backend + ".html"))
                    .succeeds();
            assertThat(folder.resolve(backend + ".html"))
                    .content()
                    .contains("surprise")
                    .doesNotContain("disgust");
        }
    }
}
