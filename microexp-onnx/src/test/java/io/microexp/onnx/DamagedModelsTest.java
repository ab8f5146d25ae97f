package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.ModelFormatException;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.testing.Damage;
import io.microexp.testing.TestFaces;
import io.microexp.testing.TestModels;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DamagedModelsTest {
    private static final long SEED = 11;
    private static final int FILES = 500;
    private static final List<GrayImage> FACES = TestFaces.of(2, 48, 48, SEED);

    @Test
    void aDamagedFileIsRefusedOrFailsItsRunsOrGivesProbabilities() {
        byte[] intact = TestModels.sevenClasses().toBytes();
        Random random = new Random(SEED);
        int classified = 0;
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            try {
                classify(EmotionModel.of("damaged", Damage.of(intact, random)));
                classified++;
            } catch (ModelFormatException | BackendException e) {
                assertThat(e).as("seed %d, file %d", SEED, i).hasMessageMatching("(?s).*[Mm]odel .+");
                refused++;
            }
        }
        assertThat(classified).isPositive();
        assertThat(refused).isPositive();
    }

    private static void classify(EmotionModel model) {
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend("onnx").build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            assertThat(classifier.classifyAll(FACES)).hasSameSizeAs(FACES);
        }
    }
}
