package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.microexp.training.testing.Forward;
import org.junit.jupiter.api.Test;

class Vgg13Test {
    /** The article's fully connected layers see 4x4 maps of 256 channels; each channel has a batch-norm here. */
    @Test
    void forFacesHasTheArticlesParametersAt64Pixels() {
        long convolutions = 9 * (64 + 64 * 64 + 64 * 128 + 128 * 128 + 128 * 256 + 5 * 256 * 256);
        long batchNorms = 2 * (2 * 64 + 2 * 128 + 6 * 256);
        long connected = (4 * 4 * 256 + 1) * 1024 + 1025 * 1024 + 1025 * 8;

        assertThat(NetworkCostTest.cost(Vgg13.forFaces(8, 0.5f), new Shape(1, 1, 64, 64))
                        .parameters())
                .isEqualTo(convolutions + batchNorms + connected)
                .isEqualTo(8_759_624);
    }

    @Test
    void forFacesTakesOtherSizes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = Vgg13.forFaces(7, 0.5f);
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));
            assertThat(NetworkCost.of(network).parameters()).isEqualTo(8_759_624 - (16 - 9) * 256 * 1024 - 1025);
            assertThat(Forward.training(network, manager.ones(new Shape(2, 1, 48, 48)))
                            .getShape())
                    .isEqualTo(new Shape(2, 7));
        }
    }
}
