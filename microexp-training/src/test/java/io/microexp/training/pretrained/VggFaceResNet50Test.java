package io.microexp.training.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.initializer.XavierInitializer;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.export.WeightFormat;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.ResNet50;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.Forward;
import io.microexp.training.train.run.TrainingRun;
import io.microexp.training.train.run.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ResNet-50 for color faces, exported, becomes one for gray faces that answers alike. */
class VggFaceResNet50Test {
    private static final int SIDE = 32;
    private static final long SEED = 6;
    private static final double[] MEANS = {91.4953, 103.8827, 131.0912};
    /** The mean of the three means: with kernels alike in all colors, what is padded is alike on both sides. */
    private static final Preprocessing INPUT =
            new Preprocessing(SIDE, SIDE, (float) ((MEANS[0] + MEANS[1] + MEANS[2]) / 3 / 255), 0.25f);

    private static final NetworkSpec NETWORK =
            new NetworkSpec(Architecture.RESNET50, Emotion.FER2013, INPUT, Strides.LITERAL, false, 0f);
    private static final FaceDataset FACES = SyntheticFaces.generate("Training", Emotion.FER2013, 21, SIDE, 1);
    /** Relative: fifty layers in float32, each with its statistics put back. */
    private static final double ROUNDING = 1e-3;

    @TempDir
    static Path folder;

    private static Path folded;
    private static float[] answers;

    /** The network that others trained: kernels random, those of the stem alike in all colors. */
    @BeforeAll
    static void exportAColorNetwork() throws IOException {
        folded = folder.resolve("resnet50.onnx");
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock color = ResNet50.build(7, Strides.LITERAL, 0f);
            color.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
            manager.getEngine().setRandomSeed((int) SEED);
            color.initialize(manager, DataType.FLOAT32, new Shape(1, 3, SIDE, SIDE));
            Parameter stem = color.getParameters().valueAt(0);
            float[] kernel = stem.getArray().toFloatArray();
            int area = 49;
            for (int i = 0; i < kernel.length; i++) {
                int red = i / (3 * area) * 3 * area + i % area;
                kernel[i] = i == red ? kernel[i] / 128 : kernel[red];
            }
            Weights.assign(stem, kernel);
            answers = features(color, color(manager)).toFloatArray();
            OnnxExporter.builder(NETWORK, color).weights(WeightFormat.FLOAT32).write(folded);
        }
    }

    @Test
    void aGrayNetworkAnswersAsTheColorOneDoes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = initialized(NETWORK, manager);
            VggFaceResNet50.read(folded).copyTo(network, NETWORK, FACES);
            float[] gray = features((SequentialBlock) network, gray(manager)).toFloatArray();
            assertAlike(gray, answers);
        }
    }

    /** Batch-norm beside the convolution, as PyTorch exports a network in training. */
    @Test
    void batchNormNeedNotBeFolded() throws IOException {
        Path apart = folder.resolve("apart.onnx");
        Files.write(
                apart,
                normsApart(ModelProto.parseFrom(Files.readAllBytes(folded))).toByteArray());
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = initialized(NETWORK, manager);
            VggFaceResNet50.read(apart).copyTo(network, NETWORK, FACES);
            float[] gray = features((SequentialBlock) network, gray(manager)).toFloatArray();
            assertAlike(gray, answers);
        }
    }

    /** What the stem answers inside the face is exact for any kernels and any mean. */
    @Test
    void theStemTurnsColorIntoGray() throws IOException {
        Preprocessing other = Preprocessing.FER2013;
        float[] kernel = random(64 * 3 * 49, 1e-3);
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(folded)).toBuilder();
        TensorProto.Builder stem = model.getGraphBuilder().getInitializerBuilder(0);
        assertThat(stem.getDimsList()).containsExactly(64L, 3L, 7L, 7L);
        stem.setRawData(bytes(kernel));
        Path file = Files.write(folder.resolve("stem.onnx"), model.build().toByteArray());
        NetworkSpec spec = new NetworkSpec(Architecture.RESNET50, Emotion.FER2013, other, Strides.LITERAL, false, 0f);
        FaceDataset faces = SyntheticFaces.generate("Training", Emotion.FER2013, 7, 48, 2);
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock network = (SequentialBlock) initialized(spec, manager);
            VggFaceResNet50.read(file).copyTo(network, spec, faces);
            FloatBuffer pixels = FloatBuffer.allocate(48 * 48);
            other.apply(faces.image(0), pixels, 0);
            NDArray maps = Forward.of(
                    network.getChildren().valueAt(1), manager.create(pixels.array(), new Shape(1, 1, 48, 48)));
            double expected = 0;
            for (int i = 0; i < 3 * 49; i++) {
                // the map's pixel (10, 10) is centerd on the face's (20, 20)
                int x = 17 + i % 7;
                int y = 17 + i % 49 / 7;
                double gray = pixels.get(y * 48 + x) * other.std() + other.mean();
                expected += kernel[i] * (255 * gray - MEANS[i / 49]);
            }
            assertThat((double) maps.getFloat(0, 0, 10, 10)).isCloseTo(Math.max(0, expected), offset(ROUNDING));
        }
    }

    @Test
    void filesOfOtherNetworksAreRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.onnx"), "no network at all");
        assertThatThrownBy(() -> VggFaceResNet50.read(text))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("notes.onnx");
        NetworkSpec student = NetworkSpec.microExpNet(Emotion.FER2013);
        Path other = folder.resolve("student.onnx");
        Path gray = folder.resolve("gray.onnx");
        try (NDManager manager = NDManager.newBaseManager()) {
            OnnxExporter.builder(student, initialized(student, manager))
                    .weights(WeightFormat.FLOAT32)
                    .write(other);
            Block network = initialized(NETWORK, manager);
            OnnxExporter.builder(NETWORK, network).weights(WeightFormat.FLOAT32).write(gray);
            assertThatThrownBy(() -> VggFaceResNet50.read(other))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageMatching(
                            "Weights .*student.onnx: expected the 53 convolutions of ResNet-50, found \\d+\\..*");
            assertThatThrownBy(() -> VggFaceResNet50.read(gray).copyTo(network, NETWORK, FACES))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining("convolution 1 of 53: expected kernels of [64, 3, 7, 7], found kernels of"
                            + " [64, 1, 7, 7]");
            assertThatThrownBy(() -> VggFaceResNet50.read(folded).copyTo(initialized(student, manager), student, FACES))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("RESNET50", "found MICROEXPNET");
        }
    }

    /** Third convolution and shortcut of the first block have the same shape: only what they read tells them apart. */
    @Test
    void convolutionsInAnotherOrderAreRefused() throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(folded)).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        List<Integer> convolutions = IntStream.range(0, graph.getNodeCount())
                .filter(i -> graph.getNode(i).getOpType().equals("Conv"))
                .boxed()
                .toList();
        int third = convolutions.get(3);
        int shortcut = convolutions.get(4);
        NodeProto moved = graph.getNode(third);
        graph.setNode(third, graph.getNode(shortcut));
        graph.setNode(shortcut, moved);
        Path file = Files.write(folder.resolve("swapped.onnx"), model.build().toByteArray());
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = initialized(NETWORK, manager);
            assertThatThrownBy(() -> VggFaceResNet50.read(file).copyTo(network, NETWORK, FACES))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining("convolution 5 of 53: expected a shortcut from ");
        }
    }

    private static Block initialized(NetworkSpec spec, NDManager manager) {
        Block network = spec.build();
        TrainingRun.initialize(network, manager, spec.preprocessing(), SEED);
        return network;
    }

    /* All layers but the classifier. */
    private static NDArray features(SequentialBlock network, NDArray x) {
        List<Block> blocks = network.getChildren().values();
        NDArray y = x;
        for (Block block : blocks.subList(0, blocks.size() - 1)) {
            y = Forward.of(block, y);
        }
        return y;
    }

    private static NDArray gray(NDManager manager) {
        FloatBuffer pixels = FloatBuffer.allocate(3 * SIDE * SIDE);
        for (int i = 0; i < 3; i++) {
            INPUT.apply(FACES.image(i), pixels, i * SIDE * SIDE);
        }
        return manager.create(pixels.array(), new Shape(3, 1, SIDE, SIDE));
    }

    private static NDArray color(NDManager manager) {
        float[] gray = gray(manager).toFloatArray();
        float[] color = new float[3 * gray.length];
        int area = SIDE * SIDE;
        for (int i = 0; i < color.length; i++) {
            double value = gray[i / (3 * area) * area + i % area] * INPUT.std() + INPUT.mean();
            color[i] = (float) (255 * value - MEANS[i / area % 3]);
        }
        return manager.create(color, new Shape(3, 3, SIDE, SIDE));
    }

    private static void assertAlike(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            distance += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(norm).isPositive();
        assertThat(Math.sqrt(distance / norm)).isLessThan(ROUNDING);
    }

    /* w x + b = γ (w x / 2 - μ) / √(σ² + ε) + β with γ = 3, σ² = 2, ε = 1/4, μ = 1 and β = b + 2. */
    private static ModelProto normsApart(ModelProto folded) {
        ModelProto.Builder model = folded.toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder().clearNode();
        for (NodeProto node : folded.getGraph().getNodeList()) {
            if (!node.getOpType().equals("Conv")) {
                graph.addNode(node);
                continue;
            }
            graph.addNode(
                    node.toBuilder().clearInput().addInput(node.getInput(0)).addInput(node.getInput(1)));
            NodeProto.Builder norm = NodeProto.newBuilder()
                    .setOpType("BatchNormalization")
                    .addInput(node.getOutput(0))
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("epsilon")
                            .setType(AttributeProto.AttributeType.FLOAT)
                            .setF(0.25f));
            String name = node.getInput(2);
            float[] bias = values(graph, name);
            halve(graph, node.getInput(1));
            addNormValues(graph, norm, name, "gamma", bias.length, i -> 3f);
            addNormValues(graph, norm, name, "beta", bias.length, i -> bias[i] + 2f);
            addNormValues(graph, norm, name, "mean", bias.length, i -> 1f);
            addNormValues(graph, norm, name, "variance", bias.length, i -> 2f);
            graph.addNode(norm.addOutput(node.getOutput(0) + "_normalized"));
        }
        return model.build();
    }

    private static void addNormValues(
            GraphProto.Builder graph,
            NodeProto.Builder norm,
            String of,
            String name,
            int count,
            IntFunction<Float> value) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(of + "_" + name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(count);
        for (int i = 0; i < count; i++) {
            tensor.addFloatData(value.apply(i));
        }
        graph.addInitializer(tensor);
        norm.addInput(of + "_" + name);
    }

    private static TensorProto.Builder initializer(GraphProto.Builder graph, String name) {
        return graph.getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static float[] values(GraphProto.Builder graph, String name) {
        ByteBuffer bytes = initializer(graph, name).getRawData().asReadOnlyByteBuffer();
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static void halve(GraphProto.Builder graph, String name) {
        float[] values = values(graph, name);
        for (int i = 0; i < values.length; i++) {
            values[i] /= 2;
        }
        initializer(graph, name).setRawData(bytes(values));
    }

    private static ByteString bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return ByteString.copyFrom(bytes.array());
    }

    private static float[] random(int count, double deviation) {
        Random random = new Random(SEED);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }
}
