package io.microexp.training.cli;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import io.microexp.model.EmotionModel;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fine-tuning the bundled model on a folder without splits. */
class FineTuneFolderTest {
    private static final long SEED = 5;
    private static final int FACES_PER_CLASS = 20;

    /** In the folders' own names, and in the order of the model's labels. */
    private static final List<String> FOLDERS = List.of("happy", "sad", "surprise");

    private static final List<Emotion> CLASSES = List.of(Emotion.HAPPINESS, Emotion.SADNESS, Emotion.SURPRISE);

    @TempDir
    private Path folder;

    @Test
    @DisplayName("three folders of images become a calibrated three-class model and its int8 twin")
    void fromAFolderToAModel() throws IOException {
        Path faces = draw();
        Path run = folder.resolve("run");
        Path model = folder.resolve("own.onnx");
        Path quantized = folder.resolve("own-int8.onnx");

        CommandRun trained = CommandRun.of(
                "train", "--data", faces, "--preset", "FINE_TUNE", "--init", "bundled", "--epochs", 1, "--out", run);
        CommandRun exported = CommandRun.of("export", "--run", run, "--data", faces, "--out", model);
        CommandRun evaluated = CommandRun.of("evaluate", "--model", model, "--data", faces, "--hold-out", 0.2);
        CommandRun int8 =
                CommandRun.of("quantize", "--model", model, "--data", faces, "--faces", 20, "--out", quantized);

        assertThat(trained.succeeds().out())
                .contains(
                        "started from bundled: without the classes anger, disgust, fear, neutral", "% on 20 % of all");
        assertThat(run.resolve("metrics.csv")).content().contains("\n0,", "\n1,");
        assertThat(exported.succeeds().out()).doesNotContain("not calibrated");
        assertThat(evaluated.succeeds().out()).contains("accuracy");
        assertThat(int8.exitCode()).as(int8.err()).isZero();
        assertThat(EmotionModel.read(model).metadata().labels()).isEqualTo(CLASSES);
        assertThat(EmotionModel.read(quantized).metadata().labels()).isEqualTo(CLASSES);
        opensOnEveryBackend(model);
    }

    private static void opensOnEveryBackend(Path model) {
        GrayImage face = SyntheticFaces.draw(Emotion.SADNESS, 48, new SplittableRandom(SEED));
        float[] expected = scores(model, "java", face);
        for (String backend : List.of("onnx", "djl")) {
            assertClose(scores(model, backend, face), expected, ACROSS_BACKENDS);
        }
    }

    private static float[] scores(Path model, String backend, GrayImage face) {
        ClassifierOptions options = ClassifierOptions.builder()
                .model(EmotionModel.read(model))
                .backend(backend)
                .build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            return classifier.classify(face).toArray();
        }
    }

    private Path draw() throws IOException {
        Path faces = folder.resolve("faces");
        SplittableRandom random = new SplittableRandom(SEED);
        for (int label = 0; label < FOLDERS.size(); label++) {
            Path images = Files.createDirectories(faces.resolve(FOLDERS.get(label)));
            for (int i = 0; i < FACES_PER_CLASS; i++) {
                GrayImage face = SyntheticFaces.draw(CLASSES.get(label), 64, random.split());
                ImageIO.write(
                        AwtImages.toBufferedImage(face),
                        "png",
                        images.resolve(i + ".png").toFile());
            }
        }
        return faces;
    }
}
