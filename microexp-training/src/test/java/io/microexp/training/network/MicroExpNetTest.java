package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.microexp.Emotion;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.onnx.OnnxGraphStats;
import io.microexp.training.testing.Forward;
import org.junit.jupiter.api.Test;

/** The paper's tables, counted: trained parameters (batch-norm's two, not its statistics) and multiply-adds. */
class MicroExpNetTest {
    private static final int CHANNELS = MobileNetV3SmallFeatures.CHANNELS;
    private static final Shape FACE = new Shape(1, 1, 48, 48);
    private static final Shape MAPS = new Shape(1, CHANNELS, 2, 2);

    @Test
    void everyStageHasThePapersParameters() {
        assertThat(parameters(new MobileNetV3SmallFeatures(Strides.LITERAL), FACE))
                .isEqualTo(926_720);
        assertThat(parameters(MicroExpNet.attention(), MAPS)).isEqualTo(166_608);
        assertThat(parameters(MicroExpNet.head(7, MicroExpNet.DROPOUT), MAPS)).isEqualTo(149_511);
    }

    @Test
    void theNetworkHasTheSumOfItsStages() {
        assertThat(parameters(network(7, Strides.HIGH_RESOLUTION, true), FACE)).isEqualTo(1_242_839);
        assertThat(parameters(network(8, Strides.HIGH_RESOLUTION, true), FACE)).isEqualTo(1_242_839 + 256 + 1);
        assertThat(parameters(network(7, Strides.HIGH_RESOLUTION, false), FACE)).isEqualTo(926_720 + 149_511);
    }

    @Test
    void parametersDoNotDependOnStrides() {
        assertThat(parameters(network(7, Strides.LITERAL, true), FACE)).isEqualTo(1_242_839);
        assertThat(parameters(network(7, Strides.MIDDLE, true), FACE)).isEqualTo(1_242_839);
    }

    @Test
    void stridesDecideTheMapsAndTheMultiplyAdds() {
        assertThat(maps(Strides.FULL_RESOLUTION)).isEqualTo(new Shape(3, CHANNELS, 6, 6));
        assertThat(maps(Strides.HIGH_RESOLUTION)).isEqualTo(new Shape(3, CHANNELS, 6, 6));
        assertThat(maps(Strides.MIDDLE)).isEqualTo(new Shape(3, CHANNELS, 3, 3));
        assertThat(maps(Strides.LITERAL)).isEqualTo(new Shape(3, CHANNELS, 2, 2));
        assertThat(multiplyAdds(Strides.FULL_RESOLUTION)).isEqualTo(37_119_488);
        assertThat(multiplyAdds(Strides.HIGH_RESOLUTION)).isEqualTo(34_188_800);
        assertThat(multiplyAdds(Strides.MIDDLE)).isEqualTo(9_860_288);
        assertThat(multiplyAdds(Strides.LITERAL)).isEqualTo(3_702_920);
    }

    @Test
    void logitsAreOneRowAFace() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = initialized(network(8, Strides.LITERAL, true), FACE, manager);
            assertThat(Forward.of(network, manager.ones(new Shape(5, 1, 48, 48)))
                            .getShape())
                    .isEqualTo(new Shape(5, 8));
        }
    }

    private static Shape maps(Strides strides) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block features = initialized(new MobileNetV3SmallFeatures(strides), FACE, manager);
            return Forward.of(features, manager.ones(new Shape(3, 1, 48, 48))).getShape();
        }
    }

    private static long multiplyAdds(Strides strides) {
        NetworkSpec spec = NetworkSpec.microExpNet(Emotion.FER2013).withStrides(strides);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = initialized(spec.build(), FACE, manager);
            return OnnxGraphStats.of(OnnxExporter.builder(spec, network).toModel("test"))
                    .multiplyAdds();
        }
    }

    private static Block network(int classes, Strides strides, boolean attention) {
        return MicroExpNet.build(classes, strides, attention, MicroExpNet.DROPOUT);
    }

    private static long parameters(Block block, Shape input) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return initialized(block, input, manager).getParameters().values().stream()
                    .filter(Parameter::requiresGradient)
                    .mapToLong(parameter -> parameter.getArray().size())
                    .sum();
        }
    }

    private static Block initialized(Block block, Shape input, NDManager manager) {
        block.initialize(manager, DataType.FLOAT32, input);
        return block;
    }
}
