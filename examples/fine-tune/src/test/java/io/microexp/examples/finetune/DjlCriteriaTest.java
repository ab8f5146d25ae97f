package io.microexp.examples.finetune;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.awt.AwtImages;
import io.microexp.model.EmotionModel;
import io.microexp.testing.ReducedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in processes of its own, since DJL's ONNX Runtime engine must be the one that starts ONNX Runtime. */
class DjlCriteriaTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path face;

    @BeforeEach
    void writeFiles() throws Exception {
        model = Files.write(folder.resolve("own.onnx"), EmotionModel.bundled().toBytes());
        face = folder.resolve("face.png");
        ImageIO.write(AwtImages.toBufferedImage(FineTune.draw("one", 1, 5).image(0)), "png", face.toFile());
    }

    @Test
    void onnxRuntimeGivesTheClassifiersScoresWithoutPyTorch() throws Exception {
        assertClassifiersScores(ReducedJvm.run(
                DjlCriteria.class, List.of("pytorch-"), "OnnxRuntime", model.toString(), face.toString()));
    }

    @Test
    void pyTorchGivesTheClassifiersScores() throws Exception {
        assertClassifiersScores(
                ReducedJvm.run(DjlCriteria.class, List.of(), "PyTorch", model.toString(), face.toString()));
    }

    private void assertClassifiersScores(String output) {
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend("java").build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            EmotionScores expected = classifier.classify(AwtImages.readGray(face));
            for (int i = 0; i < expected.labels().size(); i++) {
                String label = expected.labels().get(i).label();
                assertThat(output).contains(label + " ");
                String value = output.lines()
                        .filter(line -> line.startsWith(label + " "))
                        .findFirst()
                        .orElseThrow()
                        .substring(label.length() + 1);
                assertClose(
                        new float[] {Float.parseFloat(value)}, new float[] {expected.toArray()[i]}, ACROSS_BACKENDS);
            }
        }
    }
}
