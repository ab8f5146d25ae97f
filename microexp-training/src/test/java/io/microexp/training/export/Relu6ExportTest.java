package io.microexp.training.export;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.testing.TestFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.GlobalAveragePool;
import io.microexp.training.testing.Forward;
import io.microexp.training.testing.TestNetworks;
import io.microexp.training.train.run.TrainingRun;
import io.microexp.training.train.run.Weights;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Relu6ExportTest {
    private static final long SEED = 4;
    private static final Preprocessing INPUT = Preprocessing.FER2013;

    /** Two of them share their bounds in the file. */
    @ParameterizedTest
    @ValueSource(strings = {"java", "onnx"})
    void theCutAtSixIsInTheFile(String backend) {
        GrayImage face = TestFaces.of(1, INPUT.width(), INPUT.height(), SEED).get(0);
        ConvNorm stem = new ConvNorm(8, 3, 2, 1, Nonlinearity.RELU6);
        SequentialBlock network = new SequentialBlock()
                .add(stem)
                .add(new ConvNorm(8, 1, 1, 1, Nonlinearity.RELU6))
                .add(new GlobalAveragePool())
                .add(Linear.builder().setUnits(Emotion.FER2013.size()).build());
        try (NDManager manager = NDManager.newBaseManager()) {
            TrainingRun.initialize(network, manager, INPUT, SEED);
            NDArray x = TestNetworks.pixels(List.of(face), INPUT, manager);
            Weights.assign(stem.norm().getParameters().get("gamma"), new float[] {9, 9, 9, 9, 9, 9, 9, 9});
            assertThat(Forward.of(stem, x).max().getFloat())
                    .as("the stem reaches the cut, seed %d", SEED)
                    .isEqualTo(6f);
            float[] expected = Forward.of(network, x).softmax(1).toFloatArray();
            EmotionModel model = OnnxExporter.builder(NetworkSpec.microExpNet(Emotion.FER2013), network)
                    .weights(WeightFormat.FLOAT32)
                    .toModel("relu6.onnx");
            ClassifierOptions options =
                    ClassifierOptions.builder().model(model).backend(backend).build();
            try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
                assertClose(classifier.classify(face).toArray(), expected, ACROSS_BACKENDS);
            }
        }
    }
}
