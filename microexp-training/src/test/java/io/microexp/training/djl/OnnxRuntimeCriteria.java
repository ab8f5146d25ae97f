package io.microexp.training.djl;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.microexp.ClassifierOptions;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.testing.TestFaces;
import java.nio.file.Path;

/** Opens an exported file through DJL's Criteria on the OnnxRuntime engine; needs no PyTorch. */
final class OnnxRuntimeCriteria {
    private OnnxRuntimeCriteria() {}

    static Criteria<GrayImage, EmotionScores> of(Path file) {
        return Criteria.builder()
                .setTypes(GrayImage.class, EmotionScores.class)
                .optEngine("OnnxRuntime")
                .optModelPath(file)
                .optTranslator(new EmotionTranslator(EmotionModel.read(file).metadata()))
                .build();
    }

    /** Prints the greatest distance of the scores of some faces from those of the backend java. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        ClassifierOptions options = ClassifierOptions.builder()
                .model(EmotionModel.read(file))
                .backend("java")
                .build();
        float distance = 0;
        try (ZooModel<GrayImage, EmotionScores> model = of(file).loadModel();
                Predictor<GrayImage, EmotionScores> predictor = model.newPredictor();
                FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            for (GrayImage face : TestFaces.ofManySizes(4, 21)) {
                float[] predicted = predictor.predict(face).toArray();
                float[] expected = classifier.classify(face).toArray();
                for (int i = 0; i < expected.length; i++) {
                    distance = Math.max(distance, Math.abs(predicted[i] - expected[i]));
                }
            }
        }
        System.out.println("distance " + distance);
    }
}
