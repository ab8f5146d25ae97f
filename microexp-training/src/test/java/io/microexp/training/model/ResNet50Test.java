package io.microexp.training.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.microexp.training.testing.Forward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResNet50Test {
    private static final int IMAGENET_PARAMETERS = 25_557_032;

    @Test
    void hasTheArticlesParametersForOneInputChannelAndSevenClasses() {
        long colourKernels = 2 * 7 * 7 * 64;
        long classifiers = (1000 - 7) * (ResNet50.CHANNELS + 1);

        assertThat(NetworkCostTest.cost(ResNet50.build(7, 2, true, 0f), new Shape(1, 1, 48, 48))
                        .parameters())
                .isEqualTo(IMAGENET_PARAMETERS - colourKernels - classifiers);
    }

    @ParameterizedTest
    @CsvSource({"2, true, 2", "1, true, 3", "2, false, 3", "1, false, 6"})
    void theStemDecidesTheLastMaps(int stride, boolean pool, int side) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = ResNet50.build(7, stride, pool, 0.3f);
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));
            Block lastStage =
                    network.getChildren().values().get(network.getChildren().size() - 4);
            assertThat(lastStage.getOutputShapes(
                            lastStage.describeInput().values().toArray(new Shape[0])))
                    .containsExactly(new Shape(1, ResNet50.CHANNELS, side, side));
            assertThat(Forward.training(network, manager.ones(new Shape(2, 1, 48, 48)))
                            .getShape())
                    .isEqualTo(new Shape(2, 7));
        }
    }
}
