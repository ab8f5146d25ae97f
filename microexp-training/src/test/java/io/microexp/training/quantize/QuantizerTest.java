package io.microexp.training.quantize;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.QUANTIZED;
import static io.microexp.testing.Tolerances.QUANTIZED_MEAN;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.ModelFormatException;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.export.OnnxImporter;
import io.microexp.training.export.WeightFormat;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.GlobalAveragePool;
import io.microexp.training.testing.BrightnessModel;
import io.microexp.training.testing.SmallGraph;
import io.microexp.training.testing.TestNetworks;
import io.microexp.training.train.run.TrainingRun;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {
    private static final long SEED = 17;
    private static final NetworkSpec STUDENT =
            NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    private static final NetworkSpec TEACHER =
            new NetworkSpec(Architecture.RESNET, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, false, 0.4f);
    private static final FaceDataset CALIBRATION = SyntheticFaces.generate("Training", Emotion.FER2013, 21, 48, SEED);
    private static final FaceDataset FACES = SyntheticFaces.generate("PublicTest", Emotion.FER2013, 14, 48, SEED + 1);
    private static final String COMMAND = "quantize it";
    /** Of a face that a trained network is in doubt about: those drawn here move by up to 0.107. */
    private static final float IN_DOUBT = 0.15f;

    /** Models that several tests read. */
    private static final Map<Map.Entry<NetworkSpec, WeightFormat>, EmotionModel> TRAINED = new HashMap<>();

    private static final Map<EmotionModel, EmotionModel> INT8 = new IdentityHashMap<>();

    @TempDir
    private Path folder;

    /** The bundled one: seeded weights amplify rounding from layer to layer as trained ones do not. */
    @Test
    void theStudentScoresAlikeWithBytes() {
        EmotionModel model = EmotionModel.bundled();

        assertAlikeOnAverage(scores(quantize(model)), scores(model));
    }

    @Test
    void theStudentOfFerPlusScoresAlikeWithBytes() {
        EmotionModel model = EmotionModel.bundled("ferplus");
        FaceDataset faces = SyntheticFaces.generate("Training", Emotion.FERPLUS, Quantizer.FACES, 48, SEED);
        EmotionModel quantized = EmotionModel.of("int8.onnx", Quantizer.quantize(model, faces, COMMAND, done -> {}));

        assertAlikeOnAverage(scores(quantized), scores(model));
        assertEachClose(scores(quantized), scores(model), IN_DOUBT);
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void bytesReplaceWeightsOfEitherPrecision(WeightFormat format) throws Exception {
        EmotionModel quantized = quantize(trained(STUDENT, format));

        assertThat(quantized.sizeInBytes()).isLessThan(1_600_000);
        assertThat(scores(quantized)).hasSize(FACES.size());
    }

    @Test
    void theTeacherScoresAlikeWithBytes() throws Exception {
        EmotionModel model = trained(TEACHER, WeightFormat.FLOAT32);

        assertScoresAlike(model, quantize(model));
    }

    @Test
    void aNetworkOfRectifiersCutAtSixScoresAlikeWithBytes() {
        SequentialBlock network = new SequentialBlock()
                .add(new ConvNorm(8, 3, 2, 1, Nonlinearity.RELU6))
                .add(new ConvNorm(8, 1, 1, 1, Nonlinearity.RELU6))
                .add(new GlobalAveragePool())
                .add(Linear.builder().setUnits(Emotion.FER2013.size()).build());
        try (NDManager manager = NDManager.newBaseManager()) {
            TrainingRun.initialize(network, manager, Preprocessing.FER2013, SEED);
            EmotionModel model = OnnxExporter.builder(STUDENT, network).toModel("relu6.onnx");

            assertScoresAlike(model, quantize(model));
        }
    }

    @Test
    void onnxRuntimeRunsItOnIntegers() throws Exception {
        EmotionModel model = trained(STUDENT, WeightFormat.FLOAT16);
        Path optimized = folder.resolve("optimized.onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
            options.setOptimizedModelFilePath(optimized.toString());
            OrtEnvironment.getEnvironment()
                    .createSession(quantize(model).toBytes(), options)
                    .close();
        }

        Map<String, Long> fused = operators(ModelProto.parseFrom(Files.readAllBytes(optimized)));

        Map<String, Long> written = operators(ModelProto.parseFrom(model.toBytes()));
        assertThat(fused).doesNotContainKeys("Conv", "HardSwish", "HardSigmoid", "Relu", "Add");
        assertThat(fused.get("QLinearConv")).isEqualTo(written.get("Conv"));
        assertThat(fused.get("QGemm")).as("all but the classifier").isEqualTo(written.get("Gemm") - 1);
        assertThat(fused.get("QLinearAdd")).isEqualTo(written.get("Add"));
        assertThat(fused.get("QLinearMul"))
                .as("gates, and one for each hard swish")
                .isEqualTo(written.get("Mul") + written.get("HardSwish"));
    }

    @Test
    void theFileIsAQuarterOfTheFloatOne() throws Exception {
        EmotionModel model = trained(STUDENT, WeightFormat.FLOAT32);

        assertThat(quantize(model).sizeInBytes()).isLessThan(model.sizeInBytes() * 3 / 10);
    }

    @Test
    void theMetadataSaysWhatItWasMadeFromAndHow() throws Exception {
        EmotionModel model = trained(STUDENT, WeightFormat.FLOAT32);

        EmotionModel quantized = quantize(model);

        assertThat(quantized.metadata().labels()).isEqualTo(model.metadata().labels());
        assertThat(quantized.metadata().preprocessing())
                .isEqualTo(model.metadata().preprocessing());
        assertThat(quantized.metadata().temperature())
                .isEqualTo(model.metadata().temperature());
        JsonObject provenance =
                JsonParser.parseString(quantized.metadata().provenance()).getAsJsonObject();
        assertThat(provenance.has("network")).isTrue();
        JsonObject quantization = provenance.getAsJsonObject(Quantizer.KEY);
        assertThat(quantization.get("sourceSha256").getAsString()).isEqualTo(model.sha256());
        assertThat(quantization.get("calibrationSplit").getAsString()).isEqualTo("Training");
        assertThat(quantization.get("calibrationFaces").getAsInt()).isEqualTo(CALIBRATION.size());
        assertThat(quantization.get("calibrationPixelsSha256").getAsString()).matches("[0-9a-f]{64}");
        assertThat(quantization.get("command").getAsString()).isEqualTo(COMMAND);
    }

    @Test
    void equalFacesGiveEqualFilesAndOthersAnotherHash() throws Exception {
        EmotionModel model = trained(STUDENT, WeightFormat.FLOAT32);

        assertThat(quantizeAnew(model).sha256()).isEqualTo(quantize(model).sha256());
        byte[] other = Quantizer.quantize(model, FACES, COMMAND, done -> {});
        assertThat(EmotionModel.of("other", other).metadata().provenance())
                .isNotEqualTo(quantize(model).metadata().provenance());
    }

    @Test
    void progressEndsAtTheNumberOfRuns() throws Exception {
        EmotionModel model = trained(STUDENT, WeightFormat.FLOAT32);
        int[] last = {0};

        Quantizer.quantize(model, CALIBRATION, COMMAND, done -> {
            assertThat(done).isGreaterThan(last[0]);
            last[0] = done;
        });

        assertThat(last[0]).isEqualTo(Quantizer.runs(CALIBRATION));
    }

    /** What the ranges are measured on is what the backends compute. */
    @Test
    void theGraphRunsAsInTheBackends() throws Exception {
        for (NetworkSpec spec : List.of(STUDENT, TEACHER)) {
            EmotionModel model = trained(spec, WeightFormat.FLOAT16);
            FloatBuffer pixels = FloatBuffer.allocate(FACES.size() * 48 * 48);
            for (int i = 0; i < FACES.size(); i++) {
                spec.preprocessing().apply(FACES.image(i), pixels, i * 48 * 48);
            }
            float[] computed;
            try (NDManager manager = NDManager.newBaseManager()) {
                computed = new GraphRunner(FloatGraph.of(model), manager)
                        .run(pixels.array(), new Shape(FACES.size(), 1, 48, 48), (tensor, values) -> {});
            }
            List<EmotionScores> expected = scores(model);
            for (int i = 0; i < FACES.size(); i++) {
                float[] row = Arrays.copyOfRange(computed, i * 7, (i + 1) * 7);
                assertClose(row, expected.get(i).toArray(), ACROSS_BACKENDS);
            }
        }
    }

    @Test
    void refusesAModelThatIsQuantizedAlready() throws Exception {
        EmotionModel quantized = quantize(trained(STUDENT, WeightFormat.FLOAT32));

        assertRefused(quantized, "is quantized already", "found QuantizeLinear", "Give the float model");
    }

    @Test
    void refusesAnOperatorThatIsNotExportedHere() {
        SmallGraph graph = new SmallGraph();
        String pooled = graph.node("MaxPool", Map.of("kernel_shape", List.of(48, 48)), graph.input(-1, 1, 48, 48));
        ModelMetadata metadata = new ModelMetadata(STUDENT.labels(), STUDENT.preprocessing(), 1, "{}", "{}");
        EmotionModel model = graph.build(metadata, pooled, -1, 1, 1, 1);

        assertRefused(model, "expected operators as microexp exports them", "found MaxPool \"n0_MaxPool\"");
    }

    /** Its matrix has inputs first. */
    @Test
    void refusesAnOperatorInAnotherForm() {
        assertRefused(BrightnessModel.of(Emotion.FER2013), "expected operators as microexp exports them", "found Gemm");
    }

    @Test
    void refusesATeacherThatEnlargesFaces() throws Exception {
        NetworkSpec teacher = new NetworkSpec(
                Architecture.MOBILENETV1, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, false, 0f);

        assertRefused(trained(teacher, WeightFormat.FLOAT16), "found Slice", "a MOBILENETV1 cannot be quantized");
    }

    @Test
    void refusesANodeThatReadsWhatNoneMade() throws Exception {
        ModelProto.Builder damaged =
                ModelProto.parseFrom(trained(STUDENT, WeightFormat.FLOAT32).toBytes()).toBuilder();
        damaged.getGraphBuilder().removeNode(1);

        assertRefused(
                EmotionModel.of("damaged", damaged.build().toByteArray()),
                "Model damaged: expected \"v1_HardSwish\"",
                "to be computed before it is read");
    }

    @Test
    void refusesFacesOfOtherLabelsAndNoFaces() throws Exception {
        EmotionModel model = trained(STUDENT, WeightFormat.FLOAT32);
        FaceDataset eight = SyntheticFaces.generate("Training", Emotion.FERPLUS, 8, 48, SEED);
        for (FaceDataset wrong : List.of(eight, CALIBRATION.select())) {
            assertThatThrownBy(() -> Quantizer.quantize(model, wrong, COMMAND, done -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(
                            "expected calibration faces of its labels",
                            "found " + wrong.size() + " faces",
                            "Give FER+'s votes");
        }
    }

    /** They compute in float, from the same rounded weights. */
    @ParameterizedTest
    @ValueSource(strings = {"java", "djl"})
    void backendsWithoutIntegersScoreAlike(String backend) {
        EmotionModel quantized = quantize(EmotionModel.bundled());

        assertAlikeOnAverage(scores(quantized, backend), scores(quantized));
        assertEachClose(scores(quantized, backend), scores(quantized), IN_DOUBT);
    }

    @Test
    void blocksHaveTheRoundedWeights() {
        EmotionModel model = EmotionModel.bundled();
        try (NDManager manager = NDManager.newBaseManager()) {
            List<Parameter> floats =
                    OnnxImporter.load(model, manager).getParameters().values();
            List<Parameter> rounded =
                    OnnxImporter.load(quantize(model), manager).getParameters().values();
            float[] expected = floats.get(0).getArray().toFloatArray();
            float[] found = rounded.get(0).getArray().toFloatArray();
            int perFilter = 9;
            for (int filter = 0; filter < expected.length; filter += perFilter) {
                float largest = 0;
                for (int i = filter; i < filter + perFilter; i++) {
                    largest = Math.max(largest, Math.abs(expected[i]));
                }
                for (int i = filter; i < filter + perFilter; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(0.51f * largest / 63));
                }
            }
            assertThat(found).isNotEqualTo(expected);
        }
    }

    @Test
    void scalesThatDoNotFitTheWeightsAreRefused() throws Exception {
        ModelProto.Builder damaged =
                ModelProto.parseFrom(quantize(EmotionModel.bundled()).toBytes()).toBuilder();
        for (TensorProto.Builder tensor : damaged.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getName().equals("layer0_weight_scale")) {
                tensor.clearRawData();
            }
        }
        EmotionModel model = EmotionModel.of("damaged", damaged.build().toByteArray());
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> OnnxImporter.load(model, manager))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContainingAll("expected float32 or float16 weights", "in layer0_weight", "type INT8");
        }
    }

    private static void assertRefused(EmotionModel model, String... parts) {
        assertThatThrownBy(() -> Quantizer.quantize(model, CALIBRATION, COMMAND, done -> {}))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(parts);
    }

    private static EmotionModel trained(NetworkSpec spec, WeightFormat format) {
        return TRAINED.computeIfAbsent(Map.entry(spec, format), key -> export(spec, format));
    }

    private static EmotionModel export(NetworkSpec spec, WeightFormat format) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = TestNetworks.of(spec, SEED, manager);
            return OnnxExporter.builder(spec, network)
                    .temperature(1.3f)
                    .weights(format)
                    .toModel("net.onnx");
        }
    }

    private static EmotionModel quantize(EmotionModel model) {
        return INT8.computeIfAbsent(model, QuantizerTest::quantizeAnew);
    }

    private static EmotionModel quantizeAnew(EmotionModel model) {
        return EmotionModel.of("int8.onnx", Quantizer.quantize(model, CALIBRATION, COMMAND, done -> {}));
    }

    private static void assertScoresAlike(EmotionModel model, EmotionModel quantized) {
        List<EmotionScores> expected = scores(model);
        List<EmotionScores> found = scores(quantized);
        assertThat(expected.get(0).toArray())
                .as("faces must score differently, seed %d", SEED)
                .isNotEqualTo(expected.get(1).toArray());
        assertEachClose(found, expected, QUANTIZED);
    }

    private static void assertEachClose(List<EmotionScores> found, List<EmotionScores> expected, float tolerance) {
        for (int i = 0; i < FACES.size(); i++) {
            assertClose(found.get(i).toArray(), expected.get(i).toArray(), tolerance);
        }
    }

    /** Single faces that the network is in doubt about may move further. */
    private static void assertAlikeOnAverage(List<EmotionScores> found, List<EmotionScores> expected) {
        assertThat(meanDistance(found, expected)).isLessThanOrEqualTo(QUANTIZED_MEAN);
        assertThat(meanDistance(found.subList(1, found.size()), expected.subList(0, found.size() - 1)))
                .as("of the scores of other faces, seed %d", SEED)
                .isGreaterThan(2 * QUANTIZED_MEAN);
    }

    private static double meanDistance(List<EmotionScores> found, List<EmotionScores> expected) {
        return IntStream.range(0, expected.size())
                .mapToDouble(i ->
                        meanDistance(found.get(i).toArray(), expected.get(i).toArray()))
                .average()
                .orElseThrow();
    }

    private static double meanDistance(float[] found, float[] expected) {
        return IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.abs(found[i] - expected[i]))
                .average()
                .orElseThrow();
    }

    private static List<EmotionScores> scores(EmotionModel model) {
        return scores(model, "onnx");
    }

    private static List<EmotionScores> scores(EmotionModel model, String backend) {
        List<GrayImage> faces =
                IntStream.range(0, FACES.size()).mapToObj(FACES::image).toList();
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend(backend).build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            return classifier.classifyAll(faces);
        }
    }

    private static Map<String, Long> operators(ModelProto model) {
        return model.getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
