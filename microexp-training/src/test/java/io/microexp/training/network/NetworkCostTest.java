package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.functional.Flatten;
import io.microexp.training.nn.functional.MaxPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkCostTest {
    @Test
    void countsASmallNetworkByHand() {
        SequentialBlock network = new SequentialBlock()
                .add(new ConvNorm(4, 3, 2, 1))
                .add(new ConvNorm(4, 5, 1, 4))
                .add(new MaxPool(2, 2, 0))
                .add(new Flatten())
                .add(Linear.builder().setUnits(3).build());

        // maps of 5x4, then of 2x2
        assertThat(cost(network, new Shape(1, 2, 9, 8)))
                .isEqualTo(new NetworkCost(
                        (4 * 2 * 9 + 2 * 4) + (4 * 25 + 2 * 4) + (16 * 3 + 3),
                        (5 * 4) * (4 * 2 * 9) + (5 * 4) * (4 * 25) + 16 * 3));
    }

    /** The multiply-adds are those that the exported file has, which another counter finds: OnnxGraphStatsTest. */
    @ParameterizedTest
    @CsvSource({"1,1,2,2,2, 37119488", "2,1,1,2,2, 34188800", "2,1,2,2,2, 9860288", "2,2,2,2,2, 3702920"})
    void countsThePapersNetwork(int stem, int a, int b, int c, int d, long multiplyAdds) {
        Block network = MicroExpNet.build(7, Strides.of(stem, a, b, c, d), true, MicroExpNet.DROPOUT);

        assertThat(cost(network, new Shape(1, 1, 48, 48))).isEqualTo(new NetworkCost(1_242_839, multiplyAdds));
    }

    static NetworkCost cost(Block network, Shape image) {
        try (NDManager manager = NDManager.newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, image);
            return NetworkCost.of(network);
        }
    }
}
