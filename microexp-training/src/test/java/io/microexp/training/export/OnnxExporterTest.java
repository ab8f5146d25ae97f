package io.microexp.training.export;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.HALF_WEIGHTS;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.internal.runtime.BackendRegistry;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.spi.BackendProvider;
import io.microexp.testing.TestFaces;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.network.FaceResNet;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import io.microexp.training.nn.functional.GlobalAveragePool;
import io.microexp.training.onnx.OnnxGraphStats;
import io.microexp.training.testing.Forward;
import io.microexp.training.testing.TestNetworks;
import io.microexp.training.train.run.TrainingRun;
import io.microexp.training.train.run.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Export means parity: the network's probabilities against those of its file in every backend. */
class OnnxExporterTest {
    private static final long SEED = 99;
    private static final float PLAIN = 1f;
    private static final List<GrayImage> FACES = TestFaces.of(3, 48, 48, SEED);

    @TempDir
    private Path folder;

    @Test
    void sevenClassesScoreAlikeInEveryBackend() throws Exception {
        assertParity(NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL), PLAIN);
    }

    @Test
    void eightClassesAndATemperatureScoreAlikeInEveryBackend() throws Exception {
        assertParity(NetworkSpec.microExpNet(Emotion.FERPLUS).withStrides(Strides.LITERAL), 1.7f);
    }

    @Test
    void theBaselineWithoutAttentionScoresAlikeInEveryBackend() throws Exception {
        assertParity(
                new NetworkSpec(
                        Architecture.MICROEXPNET, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, false, 0.4f),
                PLAIN);
    }

    @Test
    void theTeacherScoresAlikeInEveryBackend() throws Exception {
        assertParity(
                new NetworkSpec(
                        Architecture.RESNET, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, false, 0.4f),
                0.8f);
    }

    @Test
    void theVggTeacherScoresAlikeInEveryBackend() throws Exception {
        assertParity(
                new NetworkSpec(Architecture.VGG, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, false, 0.4f),
                PLAIN);
    }

    @Test
    void thePretrainedTeacherScoresAlikeInEveryBackendThatEnlargesFaces() throws Exception {
        assertParity(
                new NetworkSpec(
                        Architecture.MOBILENETV1,
                        Emotion.FER2013,
                        Preprocessing.FER2013,
                        Strides.LITERAL,
                        false,
                        0.4f,
                        3),
                0.8f,
                List.of("onnx", "djl"));
        EmotionModel model = EmotionModel.read(folder.resolve("net.onnx"));
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend("java").build();
        assertThatThrownBy(() -> FacialEmotionClassifier.open(options)).hasMessageContaining("Slice");
    }

    /** Computed in float32 from the same rounded weights, the backends agree as closely as ever. */
    @Test
    void weightsStoredInHalfPrecisionScoreAlikeInEveryBackendAndNearTheOriginals() throws Exception {
        NetworkSpec spec = NetworkSpec.microExpNet(Emotion.FERPLUS).withStrides(Strides.LITERAL);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = TestNetworks.of(spec, SEED, manager);
            List<float[]> expected = probabilities(network, spec, 1.7f, manager);
            EmotionModel model =
                    OnnxExporter.builder(spec, network).temperature(1.7f).write(folder.resolve("half.onnx"));
            for (String backend : backends()) {
                assertScores(model, backend, expected, HALF_WEIGHTS);
            }
            Block rounded = OnnxImporter.load(model, manager);
            List<float[]> fromTheFile = probabilities(rounded, spec, PLAIN, manager);
            for (String backend : backends()) {
                assertScores(model, backend, fromTheFile, ACROSS_BACKENDS);
            }
        }
    }

    @Test
    void halfPrecisionHalvesTheFile() {
        NetworkSpec spec = NetworkSpec.microExpNet(Emotion.FER2013);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = spec.build();
            TrainingRun.initialize(network, manager, spec.preprocessing(), SEED);
            EmotionModel whole = OnnxExporter.builder(spec, network)
                    .weights(WeightFormat.FLOAT32)
                    .toModel("whole");
            EmotionModel half = OnnxExporter.builder(spec, network).toModel("half");
            assertThat(half.sizeInBytes()).isLessThan(whole.sizeInBytes() * 51 / 100);
            OnnxGraphStats stats = OnnxGraphStats.of(half);
            OnnxGraphStats expected = OnnxGraphStats.of(whole);
            assertThat(stats.parameters()).isEqualTo(expected.parameters());
            assertThat(stats.multiplyAdds()).isEqualTo(expected.multiplyAdds());
        }
    }

    @Test
    void halfPrecisionIsForFiltersAndBiasesStayWhole() throws Exception {
        NetworkSpec spec = NetworkSpec.microExpNet(Emotion.FER2013);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = spec.build();
            TrainingRun.initialize(network, manager, spec.preprocessing(), SEED);
            EmotionModel half = OnnxExporter.builder(spec, network).toModel("half");
            List<TensorProto> weights =
                    ModelProto.parseFrom(half.toBytes()).getGraph().getInitializerList();
            assertThat(weights).extracting(TensorProto::getDimsCount).contains(1, 4);
            assertThat(weights)
                    .allSatisfy(tensor -> assertThat(tensor.getDataType())
                            .as(tensor.getName())
                            .isEqualTo(
                                    tensor.getDimsCount() == 1
                                            ? TensorProto.DataType.FLOAT_VALUE
                                            : TensorProto.DataType.FLOAT16_VALUE));
        }
    }

    @Test
    void refusesAWeightThatHalfPrecisionCannotHold() {
        NetworkSpec spec = NetworkSpec.microExpNet(Emotion.FER2013);
        Block network = new SequentialBlock()
                .add(new GlobalAveragePool())
                .add(Linear.builder().setUnits(7).build());
        try (NDManager manager = NDManager.newBaseManager()) {
            TrainingRun.initialize(network, manager, spec.preprocessing(), SEED);
            Weights.assign(network.getParameters().valueAt(0), new float[] {0, 0, 65520, 0, 0, 0, 0});
            assertThatThrownBy(() -> OnnxExporter.builder(spec, network).toModel("net"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Weights layer0_weight, value 2 cannot be stored as FLOAT16: expected a number of at"
                            + " most 65504, found 65520.0. Store them as FLOAT32");
        }
    }

    private void assertParity(NetworkSpec spec, float temperature) throws Exception {
        assertParity(spec, temperature, backends());
    }

    private void assertParity(NetworkSpec spec, float temperature, List<String> backends) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = TestNetworks.of(spec, SEED, manager);
            List<float[]> expected = probabilities(network, spec, temperature, manager);
            EmotionModel model = OnnxExporter.builder(spec, network)
                    .temperature(temperature)
                    .weights(WeightFormat.FLOAT32)
                    .write(folder.resolve("net.onnx"));
            assertThat(EmotionModel.read(folder.resolve("net.onnx")).sha256()).isEqualTo(model.sha256());
            for (String backend : backends) {
                assertScores(model, backend, expected, ACROSS_BACKENDS);
            }
        }
    }

    private static List<String> backends() {
        List<String> backends =
                BackendRegistry.present().stream().map(BackendProvider::name).toList();
        assertThat(backends).contains("onnx", "java", "djl");
        return backends;
    }

    /** At batch 1 and batch 3. */
    private static void assertScores(EmotionModel model, String backend, List<float[]> expected, float tolerance) {
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend(backend).build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            List<EmotionScores> batch = classifier.classifyAll(FACES);
            assertThat(batch).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertClose(batch.get(i).toArray(), expected.get(i), tolerance);
                assertClose(classifier.classify(FACES.get(i)).toArray(), expected.get(i), tolerance);
            }
        }
    }

    private static List<float[]> probabilities(Block network, NetworkSpec spec, float temperature, NDManager manager) {
        NDArray logits = Forward.of(network, TestNetworks.pixels(FACES, spec.preprocessing(), manager));
        NDArray probabilities =
                logits.mul(manager.full(new Shape(), 1 / temperature)).softmax(-1);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < FACES.size(); i++) {
            rows.add(probabilities.get(i).toFloatArray());
        }
        assertThat(furthestApart(rows))
                .as("the distance of the scores of two faces, which parity must not lie within; seed %d", SEED)
                .isGreaterThan(10 * ACROSS_BACKENDS);
        return rows;
    }

    private static float furthestApart(List<float[]> rows) {
        float distance = 0;
        for (int label = 0; label < rows.get(0).length; label++) {
            distance = Math.max(distance, Math.abs(rows.get(0)[label] - rows.get(1)[label]));
        }
        return distance;
    }

    @Test
    @DisplayName("A run exports in one call, calibrated, and opens on every backend")
    void exportsARun() throws Exception {
        NetworkSpec spec = NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
        Path run = TestNetworks.run(folder.resolve("run"), spec, SEED);
        FaceDataset validation = SyntheticFaces.generate("Validation", Emotion.FER2013, 14, 48, SEED);

        EmotionModel model = OnnxExporter.run(run)
                .calibrateOn(validation)
                .provenance("note", "made by a test")
                .write(folder.resolve("run.onnx"));

        JsonObject provenance =
                JsonParser.parseString(model.metadata().provenance()).getAsJsonObject();
        assertThat(provenance.keySet())
                .contains("network", "weights", "parameters", "seed", "training", "calibration", "note");
        assertThat(provenance.getAsJsonObject("calibration").get("split").getAsString())
                .isEqualTo("Validation");
        assertThat(model.metadata().temperature()).isNotEqualTo(PLAIN);
        EmotionModel uncalibrated = OnnxExporter.run(run).toModel("plain");
        assertThat(uncalibrated.metadata().temperature()).isEqualTo(PLAIN);
        try (NDManager manager = NDManager.newBaseManager()) {
            List<float[]> expected = probabilities(TestNetworks.of(spec, SEED, manager), spec, PLAIN, manager);
            for (String backend : backends()) {
                assertScores(uncalibrated, backend, expected, HALF_WEIGHTS);
            }
        }
    }

    @Test
    void refusesCalibrationFacesOfOtherClasses() {
        FaceDataset eight = SyntheticFaces.generate("Validation", Emotion.FERPLUS, 8, 48, SEED);
        OnnxExporter.Builder exporter =
                OnnxExporter.builder(NetworkSpec.microExpNet(Emotion.FER2013), new SequentialBlock());
        for (FaceDataset wrong : List.of(eight, eight.select())) {
            assertThatThrownBy(() -> exporter.calibrateOn(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("the network's classes", "found " + wrong.size() + " faces");
        }
    }

    @Test
    void refusesANetworkWithTwoHeads() {
        NetworkSpec two = NetworkSpec.microExpNet(Emotion.FER2013).withHeads(Emotion.FER2013, true);
        assertThatThrownBy(() -> OnnxExporter.builder(two, new SequentialBlock()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("one head", "Weights.cut");
    }

    @Test
    void refusesToReplaceProvenance() {
        OnnxExporter.Builder exporter =
                OnnxExporter.builder(NetworkSpec.microExpNet(Emotion.FER2013), new SequentialBlock());
        assertThatThrownBy(() -> exporter.provenance("network", "mine"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"network\"");
    }

    @Test
    void refusesABlockWithoutAnOnnxForm() {
        assertRefused(
                new SequentialBlock()
                        .add(Activation.tanhBlock())
                        .add(Linear.builder().setUnits(7).build()),
                "No ONNX form for ai.djl.nn.LambdaBlock: build the network of the blocks in io.microexp.training.nn");
    }

    @Test
    void refusesANetworkThatDoesNotEndInAClassifier() {
        assertRefused(
                new SequentialBlock().add(Activation.reluBlock()),
                "Expected a network that ends in a Linear classifier, found ");
    }

    private static void assertRefused(Block network, String message) {
        NetworkSpec spec = NetworkSpec.microExpNet(Emotion.FER2013);
        try (NDManager manager = NDManager.newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));
            assertThatThrownBy(() -> OnnxExporter.builder(spec, network).toModel("net"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(message);
        }
    }

    @Test
    void aFileThatCannotBeMadeLeavesTheOldOne() throws Exception {
        Path file = Files.writeString(folder.resolve("net.onnx"), "old");
        NetworkSpec spec = NetworkSpec.microExpNet(Emotion.FER2013);
        Block wrong = FaceResNet.build(7, 0f).add(Activation.tanhBlock());
        try (NDManager manager = NDManager.newBaseManager()) {
            wrong.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));
            assertThatThrownBy(() -> OnnxExporter.builder(spec, wrong).write(file))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(file).hasContent("old");
    }
}
