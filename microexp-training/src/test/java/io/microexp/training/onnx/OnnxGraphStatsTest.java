package io.microexp.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import io.microexp.Emotion;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.testing.BrightnessModel;
import io.microexp.training.testing.MicroExpNetGraph;
import io.microexp.training.testing.SmallGraph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxGraphStatsTest {
    private static final ModelMetadata METADATA =
            new ModelMetadata(Emotion.FER2013, Preprocessing.FER2013, 1, "{}", "{}");

    @ParameterizedTest
    @CsvSource({"1,1,2,2,2, 37119488", "2,1,1,2,2, 34188800", "2,1,2,2,2, 9860288", "2,2,2,2,2, 3702920"})
    void countsTheMultiplyAddsOfThePapersNetwork(int stem, int a, int b, int c, int d, long multiplyAdds) {
        OnnxGraphStats stats = OnnxGraphStats.of(MicroExpNetGraph.of(METADATA, stem, a, b, c, d));

        assertThat(stats.multiplyAdds()).isEqualTo(multiplyAdds);
    }

    @Test
    void countsTheStoredParametersOfThePapersNetwork() {
        OnnxGraphStats stats = OnnxGraphStats.of(MicroExpNetGraph.of(METADATA, 2, 1, 1, 2, 2));

        // folded into its convolution, a batch-norm leaves one bias where it had two parameters a channel
        assertThat(stats.parameters()).isEqualTo(1_242_839 - MicroExpNetGraph.BATCH_NORM_CHANNELS);
        assertThat(stats.opset()).isEqualTo(17);
        assertThat(stats.nodes())
                .containsEntry("Conv", 54)
                .containsEntry("Gemm", 2)
                .containsEntry("Softmax", 1);
    }

    @Test
    void findsTheSameInAnExportedNetwork() {
        SequentialBlock network = NetworkSpec.microExpNet(Emotion.FER2013).build();
        try (NDManager manager = NDManager.newBaseManager()) {
            network.initialize(manager, ai.djl.ndarray.types.DataType.FLOAT32, new Shape(1, 1, 48, 48));
            EmotionModel exported = OnnxExporter.builder(NetworkSpec.microExpNet(Emotion.FER2013), network)
                    .toModel("exported");

            OnnxGraphStats stats = OnnxGraphStats.of(exported);

            assertThat(stats.multiplyAdds()).isEqualTo(34_188_800);
            assertThat(stats.parameters()).isEqualTo(1_242_839 - MicroExpNetGraph.BATCH_NORM_CHANNELS);
        } finally {
            network.clear();
        }
    }

    @Test
    void countsASmallModelByHand() {
        OnnxGraphStats stats = OnnxGraphStats.of(BrightnessModel.of(Emotion.FER2013));

        assertThat(stats.parameters()).isEqualTo(14);
        assertThat(stats.multiplyAdds()).isEqualTo(7);
        assertThat(stats.nodes()).isEqualTo(Map.of("Flatten", 1, "Gemm", 1, "GlobalAveragePool", 1, "Softmax", 1));
    }

    @Test
    void followsStridesPadsDilationsAndGroups() {
        SmallGraph graph = new SmallGraph();
        Map<String, ?> attributes =
                Map.of("strides", List.of(2, 1), "pads", List.of(1, 2, 0, 2), "dilations", List.of(1, 2), "group", 2);
        // rows (7 + 1 + 0 - 3) / 2 + 1 = 3, columns 9 + 4 - 5 + 1 = 9; weights 6 x 4/2 x 3 x 3
        String out = graph.node("Conv", attributes, graph.input(-1, 4, 7, 9), graph.weight(6, 2, 3, 3));

        OnnxGraphStats stats = OnnxGraphStats.of(graph.build(METADATA, out, -1, 6, 3, 9));

        assertThat(stats.multiplyAdds()).isEqualTo(6 * 3 * 9 * 2 * 3 * 3);
    }

    @Test
    void followsShapesThroughPoolingReductionReshapeAndMatrixProduct() {
        SmallGraph graph = new SmallGraph();
        Map<String, ?> window = Map.of("kernel_shape", List.of(2, 2), "strides", List.of(2, 2));
        String pooled = graph.node("MaxPool", window, graph.input(-1, 3, 8, 8));
        String rows = graph.node("Reshape", pooled, graph.integers(0, -1, 4));
        String product = graph.node("MatMul", rows, graph.weight(4, 5));
        String mean = graph.node("ReduceMean", Map.of("axes", List.of(-2), "keepdims", 0), product);
        String head = graph.node("MatMul", graph.node("Add", mean, graph.weight(5)), graph.weight(5, 7));

        OnnxGraphStats stats = OnnxGraphStats.of(graph.build(METADATA, head, -1, 7));

        // [1, 3, 4, 4] becomes [1, 12, 4] x [4, 5], then [1, 5] x [5, 7]
        assertThat(stats.multiplyAdds()).isEqualTo(12 * 4 * 5 + 5 * 7);
        assertThat(stats.parameters()).isEqualTo(4 * 5 + 5 + 5 * 7);
    }

    @Test
    void followsShapesThroughSlicesAndResizing() {
        SmallGraph graph = new SmallGraph();
        // rows 5 and 3 of 7 backwards, columns 1 to the last but one of 9
        String slice = graph.node(
                "Slice",
                graph.input(-1, 1, 7, 9),
                graph.integers(5, 1),
                graph.integers(1, -1),
                graph.integers(2, -1),
                graph.integers(-2, 1));
        String turned = graph.node(
                "Slice",
                slice,
                graph.integers(-1, -1),
                graph.integers(Long.MIN_VALUE, Long.MIN_VALUE),
                graph.integers(2, 3),
                graph.integers(-1, -1));
        String resized = graph.node("Resize", turned, "", graph.weight(new float[] {1, 1, 2, 1.5f}, 4));
        String out = graph.node("Conv", resized, graph.weight(6, 1, 1, 1));

        OnnxGraphStats stats = OnnxGraphStats.of(graph.build(METADATA, out, -1, 6, 4, 10));

        // [1, 1, 2, 7] becomes [1, 1, 4, 10]
        assertThat(stats.multiplyAdds()).isEqualTo(6 * 4 * 10);
    }

    @Test
    void countsQuantizedWeightsWithoutTheirScales() {
        SmallGraph graph = new SmallGraph();
        String weights = graph.bytes(6, 1, 3, 3);
        String zeroPoints = graph.bytes(6);
        String plain = graph.node("DequantizeLinear", weights, graph.weight(6), zeroPoints);
        String out = graph.node("Conv", graph.input(-1, 1, 5, 5), plain);

        OnnxGraphStats stats = OnnxGraphStats.of(graph.build(METADATA, out, -1, 6, 3, 3));

        assertThat(stats.parameters()).isEqualTo(54);
        assertThat(stats.multiplyAdds()).isEqualTo(6 * 9 * 9);
    }

    @Test
    void namesAnOperatorItDoesNotKnow() {
        SmallGraph graph = new SmallGraph();
        String out = graph.node("LSTM", graph.input(-1, 7));

        refuses(graph.build(METADATA, out, -1, 7), "Model test", "LSTM");
    }

    @Test
    void refusesADamagedGraph() {
        SmallGraph late = new SmallGraph();
        refuses(late.build(METADATA, late.node("Relu", "later"), -1, 7), "input 0", "Relu");

        SmallGraph flat = new SmallGraph();
        refuses(flat.build(METADATA, flat.node("Conv", flat.input(-1), flat.weight(1, 1, 1, 1)), -1), "Model test");

        SmallGraph small = new SmallGraph();
        String tooFar = small.node("Conv", small.input(-1, 1, 2, 2), small.weight(1, 1, 3, 3));
        refuses(small.build(METADATA, tooFar, -1), "kernel [3, 3] on [2, 2]");

        SmallGraph unscaled = new SmallGraph();
        String resized = unscaled.node("Resize", unscaled.input(-1, 1, 2, 2), "", unscaled.weight(0));
        refuses(unscaled.build(METADATA, resized, -1), "a scale for each dimension of [1, 1, 2, 2]", "found []");

        SmallGraph huge = new SmallGraph();
        long side = 1L << 32;
        refuses(huge.build(METADATA, huge.node("Flatten", huge.input(side, side, side)), -1, 7), "overflow");
    }

    @Test
    void refusesAPaddingRule() {
        SmallGraph graph = new SmallGraph();
        Map<String, ?> window = Map.of("kernel_shape", List.of(2, 2), "ceil_mode", 1);

        refuses(graph.build(METADATA, graph.node("MaxPool", window, graph.input(-1, 1, 5, 5)), -1), "explicit pads");
    }

    private static void refuses(EmotionModel model, String... message) {
        assertThatThrownBy(() -> OnnxGraphStats.of(model))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(message);
    }
}
