package io.microexp.internal.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.MicroExpException;
import io.microexp.ModelFormatException;
import io.microexp.image.GrayImage;
import io.microexp.internal.engine.JavaProvider;
import io.microexp.internal.engine.MicroExpNetFixture;
import io.microexp.internal.engine.OnnxBuilder;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.spi.InferenceSession;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A damaged or hostile file ends in one clear error, or in a model that answers with finite numbers or an error.
 * {@code -Dmicroexp.mutations=100000} tries more mutations.
 */
class HostileModelTest {
    private static final int MUTATIONS = Integer.getInteger("microexp.mutations", 10_000);
    private static final long SEED = 20_261_122;

    /** The largest network that the limits let through takes a second or two; a busy machine several times that. */
    private static final Duration SLOWEST = Duration.ofSeconds(60);

    private static final long[] EXTREMES = {
        -1, 0, 1, 2, 3, 255, 1024, 65_537, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private static final GrayImage FACE = GrayImage.of(new byte[64], 8, 8);

    private final Random random = new Random(SEED);

    /** A small network with every kind of operator. */
    private static ModelProto network() {
        OnnxBuilder onnx = new OnnxBuilder(2, 1, 8, 8);
        String x = onnx.node("HardSwish", onnx.batchNorm(onnx.conv(OnnxBuilder.INPUT, 1, 4, 3, 2, 1), 4));
        String expanded = onnx.node("Relu", onnx.conv(x, 4, 6, 1, 1, 1));
        expanded = onnx.node("HardSwish", onnx.conv(expanded, 6, 6, 5, 1, 6));
        expanded = onnx.squeezeExcite(expanded, 6, 3, "HardSigmoid");
        x = onnx.node("Add", x, onnx.conv(expanded, 6, 4, 1, 1, 1));
        x = onnx.node("Clip", x, onnx.floats(new int[0], 0), onnx.floats(new int[0], 6));
        Map<String, Object> window = Map.of("kernel_shape", new long[] {2, 2}, "pads", new long[] {0, 0, 1, 1});
        x = onnx.node("AveragePool", List.of(onnx.node("MaxPool", List.of(x), window)), window);
        x = onnx.conv(x, 4, 4, new int[] {3, 3}, 2, Map.of("pads", new long[] {1, 1, 1, 1}));
        String mean = onnx.node("Reshape", onnx.node("GlobalAveragePool", x), onnx.longs(-1, 4));
        x = onnx.node("Add", onnx.node("MatMul", mean, onnx.normal(1, 0, 4, 5)), onnx.normal(1, 0, 5));
        x = onnx.node("Softmax", onnx.gemm(onnx.node("Sigmoid", x), 5, 7));
        try {
            return ModelProto.parseFrom(
                    onnx.classifier(x, MicroExpNetFixture.LABELS, new Preprocessing(8, 8, 0.5f, 0.5f)));
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void mutationsEndWell() {
        ModelProto network = network();
        assertThat(outcome(network.toByteArray(), 0)).as("the model itself").isEqualTo("answered");
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutant(network);
            long start = System.nanoTime();
            String outcome = outcome(mutant, i);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("mutation %d of seed %d: %s", i, SEED, outcome)
                    .isLessThan(SLOWEST);
            refused += outcome.equals("answered") ? 0 : 1;
        }
        assertThat(refused).as("mutations refused").isBetween(MUTATIONS / 10, MUTATIONS);
    }

    /** Opens and runs, through the public API with this JVM's kernels or directly on the scalar ones, in turns. */
    private static String outcome(byte[] bytes, int index) {
        try {
            EmotionModel model = EmotionModel.of("mutant", bytes);
            if (index % 2 == 0) {
                classify(model);
            } else {
                try (InferenceSession session = JavaProvider.open(model, new ScalarKernelFactory())) {
                    session.newRequest(2).run();
                }
            }
            return "answered";
        } catch (MicroExpException e) {
            assertThat(e.getMessage()).as("mutation %d of seed %d", index, SEED).isNotBlank();
            return e.getMessage();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("mutation " + index + " of seed " + SEED, e);
        }
    }

    private static void classify(EmotionModel model) {
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend("java").build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            float[] scores = new float[classifier.labels().size()];
            classifier.classify(FACE, scores);
            for (float score : scores) {
                assertThat(Float.isFinite(score)).as("finite score %s", score).isTrue();
            }
        }
    }

    private byte[] mutant(ModelProto network) {
        byte[] bytes = network.toByteArray();
        switch (random.nextInt(8)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1, 2 -> {
                for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 3 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            default -> {
                ModelProto.Builder model = network.toBuilder();
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    change(model.getGraphBuilder());
                }
                bytes = model.build().toByteArray();
            }
        }
        return bytes;
    }

    private long extreme() {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    private void change(GraphProto.Builder graph) {
        NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
        NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
        TensorProto.Builder tensor = graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
        switch (random.nextInt(10)) {
            // a cycle, a shape that does not fit, or a harmless skip
            case 0, 1 -> node.setInput(random.nextInt(node.getInputCount()), other.getOutput(0));
            case 2 -> node.setOpType(other.getOpType());
            case 3 -> node.setOutput(0, other.getOutput(0));
            case 4 -> changeAttribute(node);
            case 5 -> tensor.addDims(extreme());
            case 6 -> {
                if (tensor.getDimsCount() > 0) {
                    tensor.setDims(random.nextInt(tensor.getDimsCount()), extreme());
                }
            }
            case 7 -> tensor.setDataType((int) extreme());
            case 8 ->
                graph.getInputBuilder(0)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .getShapeBuilder()
                        .getDimBuilder(random.nextInt(4))
                        .setDimValue(extreme());
            default -> graph.removeNode(random.nextInt(graph.getNodeCount()));
        }
    }

    private void changeAttribute(NodeProto.Builder node) {
        if (node.getAttributeCount() == 0) {
            node.addAttributeBuilder()
                    .setName(random.nextBoolean() ? "group" : "axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(extreme());
            return;
        }
        AttributeProto.Builder attribute = node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
        if (attribute.getIntsCount() > 0) {
            attribute.setInts(random.nextInt(attribute.getIntsCount()), extreme());
        } else {
            attribute.setI(extreme()).setF(random.nextBoolean() ? Float.NaN : Float.MAX_VALUE);
        }
    }

    @Test
    void aCycleIsNamed() {
        ModelProto.Builder model = network().toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        graph.getNodeBuilder(0).setInput(0, graph.getNode(3).getOutput(0));
        assertRefused(model, "cycle");
    }

    @Test
    void aNameTakenTwiceIsNamed() {
        ModelProto.Builder model = network().toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        graph.getNodeBuilder(1).setOutput(0, graph.getNode(0).getOutput(0));
        assertRefused(model, "which is taken");
    }

    @Test
    void aGiantConstantIsRefusedBeforeItIsAllocated() {
        ModelProto.Builder model = network().toBuilder();
        model.getGraphBuilder().getInitializerBuilder(0).clearDims().addDims(1L << 40);
        assertRefused(model, "at most " + Limits.TENSOR_ELEMENTS);
    }

    @Test
    void aShapeThatContradictsItsDataIsNamed() {
        ModelProto.Builder model = network().toBuilder();
        model.getGraphBuilder().getInitializerBuilder(0).setDims(0, 5);
        assertRefused(model, "bytes of float32");
    }

    @Test
    void weightsInAnotherFileAreRefused() {
        ModelProto.Builder model = network().toBuilder();
        model.getGraphBuilder().getInitializerBuilder(0).setDataLocation(TensorProto.DataLocation.EXTERNAL);
        assertRefused(model, "external data");
    }

    @Test
    @DisplayName("External data in the attribute of a node is refused too")
    void aConstantInAnotherFileIsRefused() {
        ModelProto.Builder model = network().toBuilder();
        model.getGraphBuilder()
                .getNodeBuilder(0)
                .addAttributeBuilder()
                .setName("value")
                .getTBuilder()
                .addExternalDataBuilder()
                .setKey("location")
                .setValue("etc/hostname");
        assertRefused(model, "external data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Loop", "If", "Scan"})
    void controlFlowIsRefused(String operator) {
        ModelProto.Builder model = network().toBuilder();
        model.getGraphBuilder().addNodeBuilder().setOpType(operator).addOutput("turns");
        assertRefused(model, "control flow");
    }

    @Test
    void subgraphsAreRefused() {
        ModelProto.Builder model = network().toBuilder();
        model.getGraphBuilder()
                .getNodeBuilder(0)
                .addAttributeBuilder()
                .setName("body")
                .setG(GraphProto.getDefaultInstance());
        assertRefused(model, "control flow");
    }

    @Test
    void anotherDomainIsNamed() {
        ModelProto.Builder model = network().toBuilder();
        model.getGraphBuilder().getNodeBuilder(0).setDomain("com.example");
        assertRefused(model, "com.example");
    }

    @Test
    void anUnknownIrVersionIsNamed() {
        assertRefused(network().toBuilder().setIrVersion(99), "IR version 3..14, found 99");
    }

    @Test
    void aFixedBatchIsNamed() {
        ModelProto.Builder model = network().toBuilder();
        model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(0)
                .setDimValue(4);
        assertRefused(model, "batch of 1 or of any size, found 4");
    }

    @Test
    void twoFilesInOneAreRefused() {
        byte[] one = network().toByteArray();
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertThatThrownBy(() -> classify(EmotionModel.of("two", two)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("found two");
    }

    @Test
    void anUnknownOperatorSetIsNamed() {
        ModelProto.Builder model = network().toBuilder();
        model.getOpsetImportBuilder(0).setVersion(3);
        assertRefused(model, "operator set 11..26, found 3");
    }

    private static void assertRefused(ModelProto.Builder model, String message) {
        byte[] bad = model.build().toByteArray();
        assertThatThrownBy(() -> classify(EmotionModel.of("bad", bad)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Model bad")
                .hasMessageContaining(message);
    }
}
