package io.microexp.training.cli;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.QUANTIZED;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the training guide's sections on a user's own faces, as they stand there, on drawn faces. */
class GuideCommandsTest {
    private static final Path GUIDE = Path.of("../docs/training-guide.md");
    private static final String OPENING = "ClassifierOptions.builder().model(Path.of(\"own.onnx\"))";
    private static final long SEED = 5;

    /** Kaggle's names of folders. */
    private static final Map<Emotion, String> ADJECTIVES =
            Map.of(Emotion.ANGER, "angry", Emotion.HAPPINESS, "happy", Emotion.SADNESS, "sad");

    @TempDir
    private Path folder;

    @Test
    @DisplayName("five commands make a calibrated model of all seven classes that opens on every backend")
    void sevenClasses() throws IOException {
        draw(Emotion.FER2013, 7);

        List<String> outputs = run("Your own faces in five commands");

        assertThat(outputs).hasSize(5);
        assertThat(outputs.get(0)).contains("started from bundled: the same network and classes", "% on 20 % of all");
        assertIsModelOf(Emotion.FER2013);
    }

    @Test
    @DisplayName("the same for three of the eight classes")
    void threeClasses() throws IOException {
        List<Emotion> classes = List.of(Emotion.HAPPINESS, Emotion.SADNESS, Emotion.SURPRISE);
        draw(classes, 20);

        List<String> outputs = run("Your own faces in five commands");

        assertThat(outputs).hasSize(5);
        assertThat(outputs.get(0)).contains("started from bundled: without the classes anger, disgust, fear, neutral");
        assertIsModelOf(classes);
    }

    @Test
    @DisplayName("one command adapts the last layer to two classes")
    void lastLayer() throws IOException {
        List<Emotion> classes = List.of(Emotion.HAPPINESS, Emotion.SURPRISE);
        draw(classes, 20);

        List<String> outputs = run("A few dozen faces");

        assertThat(outputs).hasSize(1);
        assertThat(outputs.get(0)).contains("before: ", "after:  ", "% of 40 faces");
        assertIsModel(folder.resolve("own.onnx"), classes, ACROSS_BACKENDS);
    }

    private void draw(List<Emotion> classes, int perClass) throws IOException {
        FaceDataset faces = SyntheticFaces.generate("faces", classes, classes.size() * perClass, 64, SEED);
        for (int i = 0; i < faces.size(); i++) {
            Emotion shown = classes.get(faces.label(i));
            Path file = folder.resolve("faces/" + ADJECTIVES.getOrDefault(shown, shown.label()) + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(AwtImages.toBufferedImage(faces.image(i)), "png", file.toFile());
        }
    }

    /** Runs the commands of the first block of a section, in the temporary folder; returns what each printed. */
    private List<String> run(String section) throws IOException {
        String guide = Files.readString(GUIDE);
        assertThat(guide).contains(OPENING).contains("## " + section);
        String text = guide.substring(guide.indexOf("## " + section));
        String block = text.substring(text.indexOf("```sh\n") + "```sh\n".length());
        return block.substring(0, block.indexOf("```"))
                .replace("\\\n", " ")
                .lines()
                .map(this::runLine)
                .toList();
    }

    private String runLine(String line) {
        String[] words = line.split("\\s+");
        assertThat(words[0]).isEqualTo("microexp-train");
        for (int i = 2; i < words.length; i++) {
            if (List.of("--data", "--run", "--out").contains(words[i - 1]) || words[i].endsWith(".onnx")) {
                words[i] = folder.resolve(words[i]).toString();
            }
        }
        Object[] args = Arrays.copyOfRange(words, 1, words.length);
        CommandRun run = CommandRun.of(args);
        assertThat(run.exitCode()).as(line + ": " + run.err()).isZero();
        return run.out();
    }

    private void assertIsModelOf(List<Emotion> classes) {
        assertIsModel(folder.resolve("own.onnx"), classes, ACROSS_BACKENDS);
        assertIsModel(folder.resolve("own-int8.onnx"), classes, QUANTIZED);
        assertThat(folder.resolve("heat.png")).isNotEmptyFile();
    }

    private static void assertIsModel(Path file, List<Emotion> classes, float tolerance) {
        EmotionModel model = EmotionModel.read(file);
        assertThat(model.metadata().labels()).containsExactlyInAnyOrderElementsOf(classes);
        assertThat(model.metadata().isCalibrated()).isTrue();
        GrayImage face = SyntheticFaces.generate("one", classes, 1, 48, SEED).image(0);
        float[] expected = scores(file, "java", face);
        for (String backend : List.of("onnx", "djl")) {
            assertClose(scores(file, backend, face), expected, tolerance);
        }
    }

    private static float[] scores(Path file, String backend, GrayImage face) {
        ClassifierOptions options =
                ClassifierOptions.builder().model(file).backend(backend).build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            return classifier.classify(face).toArray();
        }
    }
}
