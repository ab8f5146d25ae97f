package io.microexp.training.export;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
import io.microexp.training.nn.functional.ChannelsLast;
import io.microexp.training.nn.functional.Flatten;
import io.microexp.training.nn.functional.MaxPool;
import io.microexp.training.testing.Forward;
import io.microexp.training.train.run.TrainingRun;
import java.nio.FloatBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolingExportTest {
    private static final long SEED = 5;
    private static final Preprocessing INPUT = Preprocessing.FER2013;

    /** As in VGG13 and in ResNet-50's stem: padded windows that overlap, windows of one pixel, then flattened maps. */
    @ParameterizedTest
    @ValueSource(strings = {"java", "onnx"})
    void poolingAndFlatteningAreInTheFile(String backend) {
        GrayImage face = TestFaces.of(1, INPUT.width(), INPUT.height(), SEED).get(0);
        SequentialBlock network = new SequentialBlock()
                .add(new ChannelsLast())
                .add(new ConvNorm(6, 3, 2, 1, Nonlinearity.RELU))
                .add(new MaxPool(3, 2, 1))
                .add(new MaxPool(1, 2, 0))
                .add(new ConvNorm(4, 1, 1, 1))
                .add(new MaxPool(2, 2, 0))
                .add(new Flatten())
                .add(Linear.builder().setUnits(Emotion.FER2013.size()).build());
        try (NDManager manager = NDManager.newBaseManager()) {
            TrainingRun.initialize(network, manager, INPUT, SEED);
            FloatBuffer pixels = FloatBuffer.allocate(INPUT.width() * INPUT.height());
            INPUT.apply(face, pixels, 0);
            NDArray x = manager.create(pixels.array(), new Shape(1, 1, INPUT.height(), INPUT.width()));
            float[] expected = Forward.of(network, x).softmax(1).toFloatArray();
            EmotionModel model = OnnxExporter.builder(NetworkSpec.microExpNet(Emotion.FER2013), network)
                    .weights(WeightFormat.FLOAT32)
                    .toModel("pooled.onnx");
            ClassifierOptions options =
                    ClassifierOptions.builder().model(model).backend(backend).build();
            try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
                assertClose(classifier.classify(face).toArray(), expected, ACROSS_BACKENDS);
            }
        }
    }
}
