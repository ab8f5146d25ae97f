package io.microexp.training.export;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.TestNetworks;
import io.microexp.training.train.run.NetworkLogits;
import io.microexp.training.train.run.TrainingRun;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ModelWeightsTest {
    private static final NetworkSpec SEVEN =
            NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    private static final FaceDataset FACES = SyntheticFaces.generate("Training", Emotion.FER2013, 14, 48, 3);
    private static final float TEMPERATURE = 2f;

    /** Batch-norm is folded and unfolded in float32. */
    private static final float ROUNDING = 2e-3f;

    @Test
    @DisplayName("a network that starts from a file computes the logits of the network that was exported")
    void computesWhatTheFileDoes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block trained = TestNetworks.of(SEVEN, 5, manager);
            EmotionModel model = export(trained);
            Block started = started(ModelWeights.of(model), SEVEN, manager);

            float[][] expected = NetworkLogits.of(trained, manager, SEVEN.preprocessing(), FACES);
            float[][] found = NetworkLogits.of(started, manager, SEVEN.preprocessing(), FACES);

            assertThat(found).hasNumberOfRows(FACES.size());
            for (int face = 0; face < FACES.size(); face++) {
                assertClose(found[face], expected[face], ROUNDING);
            }
        }
    }

    @Test
    @DisplayName("batch-norm has the statistics of the faces, so that training changes little at first")
    void batchNormHasTheStatisticsOfFaces() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block started = started(ModelWeights.of(export(TestNetworks.of(SEVEN, 5, manager))), SEVEN, manager);

            float[] variances = started.getParameters().values().stream()
                    .filter(parameter -> parameter.getName().equals("runningVar"))
                    .findFirst()
                    .orElseThrow()
                    .getArray()
                    .toFloatArray();

            assertThat(variances).doesNotContain(1f);
        }
    }

    @Test
    @DisplayName("shared classes keep their rows of the classifier, whatever their order")
    void sharedClassesKeepTheirRows() {
        List<Emotion> labels = List.of(Emotion.CONTEMPT, Emotion.SADNESS, Emotion.HAPPINESS);
        NetworkSpec three = NetworkSpec.microExpNet(labels).withStrides(Strides.LITERAL);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block trained = TestNetworks.of(SEVEN, 5, manager);
            ModelWeights weights = ModelWeights.of(export(trained));
            Block started = started(weights, three, manager);

            float[] expected = NetworkLogits.of(trained, manager, SEVEN.preprocessing(), FACES)[0];
            float[] found = NetworkLogits.of(started, manager, SEVEN.preprocessing(), under(labels))[0];

            int sadness = Emotion.FER2013.indexOf(Emotion.SADNESS);
            int happiness = Emotion.FER2013.indexOf(Emotion.HAPPINESS);
            assertClose(
                    new float[] {found[1], found[2]}, new float[] {expected[sadness], expected[happiness]}, ROUNDING);
            assertThat(weights.differences(three))
                    .isEqualTo("new classes contempt, without the classes anger, disgust, fear, surprise, neutral");
            assertThat(weights.differences(SEVEN)).isEqualTo("the same network and classes");
            assertThat(weights.differences(SEVEN.withStrides(Strides.MIDDLE)))
                    .isEqualTo("strides 2,1,2,2,2 instead of 2,2,2,2,2");
        }
    }

    @Test
    @DisplayName("each of two heads keeps the rows of the classes that the file has")
    void twoHeadsKeepTheirRows() {
        NetworkSpec two = SEVEN.withHeads(Emotion.FER2013, true);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block trained = TestNetworks.of(SEVEN, 5, manager);
            ModelWeights weights = ModelWeights.of(export(trained));
            Block started = started(weights, two, manager);

            float[] expected = NetworkLogits.of(trained, manager, SEVEN.preprocessing(), FACES)[0];
            float[] found = NetworkLogits.of(started, manager, SEVEN.preprocessing(), FACES)[0];

            assertThat(found).hasSize(15);
            assertClose(Arrays.copyOf(found, 7), expected, ROUNDING);
            assertClose(Arrays.copyOfRange(found, 7, 14), expected, ROUNDING);
            assertThat(weights.differences(two)).isEqualTo("two heads");
            assertThat(weights.start(two, FACES).complete()).isFalse();
        }
    }

    @Test
    @DisplayName("the file's temperature is that of a start of the same strides and no new class")
    void keepsTheTemperatureOfTheSameNetwork() {
        List<Emotion> some = List.of(Emotion.SADNESS, Emotion.HAPPINESS);
        List<Emotion> others = List.of(Emotion.SADNESS, Emotion.CONTEMPT);
        try (NDManager manager = NDManager.newBaseManager()) {
            ModelWeights weights = ModelWeights.of(export(TestNetworks.of(SEVEN, 5, manager)));

            assertThat(weights.start(SEVEN, FACES).temperature()).isEqualTo(TEMPERATURE);
            assertThat(weights.start(SEVEN.withHeads(some, false), under(some)).temperature())
                    .isEqualTo(TEMPERATURE);
            assertThat(weights.start(SEVEN.withHeads(others, false), under(others))
                            .temperature())
                    .isEqualTo(1);
            assertThat(weights.start(SEVEN.withStrides(Strides.MIDDLE), FACES).temperature())
                    .isEqualTo(1);
        }
    }

    /** The same faces under other classes. */
    private static FaceDataset under(List<Emotion> labels) {
        FaceDataset.Builder faces = FaceDataset.builder("Training", labels);
        for (int face = 0; face < FACES.size(); face++) {
            faces.add(FACES.image(face), 0);
        }
        return faces.build();
    }

    @Test
    void anotherArchitectureIsRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            ModelWeights weights = ModelWeights.of(export(TestNetworks.of(SEVEN, 5, manager)));
            NetworkSpec vgg = new NetworkSpec(
                    Architecture.VGG, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, true, 0.1f);

            assertThatThrownBy(() -> weights.start(vgg, FACES))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("student.onnx", "same architecture", "VGG");
        }
    }

    private static EmotionModel export(Block network) {
        return OnnxExporter.builder(SEVEN, network)
                .temperature(TEMPERATURE)
                .weights(WeightFormat.FLOAT32)
                .toModel("student.onnx");
    }

    private static Block started(ModelWeights weights, NetworkSpec spec, NDManager manager) {
        Block block = spec.build();
        TrainingRun.initialize(block, manager, spec.preprocessing(), 1);
        weights.start(spec, FACES.size() > 0 && spec.labels().equals(FACES.labels()) ? FACES : under(spec.labels()))
                .copier()
                .accept(block);
        return block;
    }
}
