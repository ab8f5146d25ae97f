package io.microexp.training.djl;

import static io.microexp.testing.Tolerances.SAME_BACKEND;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.testing.TestFaces;
import io.microexp.training.export.OnnxImporter;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.nn.PyTorchEngine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmotionTranslatorTest {
    private static final EmotionModel MODEL = ExportedModels.of(Emotion.FERPLUS);
    private static final List<GrayImage> FACES = TestFaces.ofManySizes(4, 21);

    @TempDir
    private Path folder;

    @Test
    void aPredictorGivesTheClassifiersScores() throws Exception {
        try (NDManager manager = NDManager.newBaseManager();
                Model model = Model.newInstance("emotions", PyTorchEngine.NAME)) {
            model.setBlock(OnnxImporter.load(MODEL, manager));
            try (Predictor<GrayImage, EmotionScores> predictor =
                    model.newPredictor(new EmotionTranslator(MODEL.metadata()))) {
                assertClassifiersScores(predictor);
            }
        }
    }

    /** DJL's way of loading: a network without parameters, and a file of them that DJL saved. */
    @Test
    void aNetworkSavedByDjlAndLoadedByItsCriteriaGivesTheClassifiersScores() throws Exception {
        try (NDManager manager = NDManager.newBaseManager();
                Model model = Model.newInstance("emotions", PyTorchEngine.NAME)) {
            model.setBlock(OnnxImporter.load(MODEL, manager));
            model.save(folder, "emotions");
        }
        Criteria<GrayImage, EmotionScores> criteria = Criteria.builder()
                .setTypes(GrayImage.class, EmotionScores.class)
                .optEngine(PyTorchEngine.NAME)
                .optModelPath(folder)
                .optModelName("emotions")
                .optBlock(NetworkSpec.microExpNet(Emotion.FERPLUS)
                        .withStrides(Strides.LITERAL)
                        .build())
                .optTranslator(new EmotionTranslator(MODEL.metadata()))
                .build();
        try (ZooModel<GrayImage, EmotionScores> loaded = criteria.loadModel();
                Predictor<GrayImage, EmotionScores> predictor = loaded.newPredictor()) {
            assertClassifiersScores(predictor);
        }
    }

    private static void assertClassifiersScores(Predictor<GrayImage, EmotionScores> predictor) throws Exception {
        ClassifierOptions options =
                ClassifierOptions.builder().model(MODEL).backend("djl").build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            List<EmotionScores> predicted = predictor.batchPredict(FACES);
            assertThat(predicted).hasSameSizeAs(FACES);
            for (int i = 0; i < FACES.size(); i++) {
                EmotionScores expected = classifier.classify(FACES.get(i));
                assertThat(predicted.get(i).labels()).isEqualTo(Emotion.FERPLUS);
                assertClose(predicted.get(i).toArray(), expected.toArray(), SAME_BACKEND);
                assertClose(predictor.predict(FACES.get(i)).toArray(), expected.toArray(), SAME_BACKEND);
            }
        }
    }
}
