package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.testing.Forward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResNet50Test {
    private static final int IMAGENET_PARAMETERS = 25_557_032;

    @Test
    void hasTheArticlesParametersForOneInputChannelAndSevenClasses() {
        long colorKernels = 2 * 7 * 7 * 64;
        long classifiers = (1000 - 7) * (ResNet50.CHANNELS + 1);

        assertThat(NetworkCostTest.cost(ResNet50.build(7, 2, true, 0f), new Shape(1, 1, 48, 48))
                        .parameters())
                .isEqualTo(IMAGENET_PARAMETERS - colorKernels - classifiers);
    }

    @ParameterizedTest
    @CsvSource({"2, true, 2", "1, true, 3", "2, false, 3", "1, false, 6"})
    void theStemDecidesTheLastMaps(int stride, boolean pool, int side) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = ResNet50.build(7, stride, pool, 0.3f);
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));
            assertThat(lastMaps(network)).containsExactly(new Shape(1, ResNet50.CHANNELS, side, side));
            assertThat(Forward.training(network, manager.ones(new Shape(2, 1, 48, 48)))
                            .getShape())
                    .isEqualTo(new Shape(2, 7));
        }
    }

    /** Stem, pooling, then the second to fourth stage: the default schedule keeps 6x6 maps without pooling. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {"2,1,1,2,2:6", "2,1,2,2,2:3", "1,1,2,2,2:6", "2,2,1,1,1:12"})
    void aSpecsStridesAreItsOwn(String strides, int side) {
        NetworkSpec spec = new NetworkSpec(
                Architecture.RESNET50, Emotion.FER2013, Preprocessing.FER2013, Strides.parse(strides), false, 0.3f);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = spec.build();
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));
            assertThat(lastMaps(network)).containsExactly(new Shape(1, ResNet50.CHANNELS, side, side));
        }
    }

    private static Shape[] lastMaps(Block network) {
        Block lastStage =
                network.getChildren().values().get(network.getChildren().size() - 4);
        return lastStage.getOutputShapes(lastStage.describeInput().values().toArray(new Shape[0]));
    }
}
