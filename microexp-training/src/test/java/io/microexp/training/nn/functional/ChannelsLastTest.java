package io.microexp.training.nn.functional;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.testing.Forward;
import io.microexp.training.testing.Gradients;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelsLastTest {
    private static final Shape MAPS = new Shape(2, 3, 4, 5);
    private static final double[] VALUES = new Random(3).doubles(MAPS.size()).toArray();

    @Test
    void keepsShapeAndValues() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray y = Forward.of(new ChannelsLast(), manager.create(VALUES, MAPS));
            assertThat(y.getShape()).isEqualTo(MAPS);
            assertThat(y.toDoubleArray()).isEqualTo(VALUES);
        }
    }

    @Test
    void keepsGradients() {
        Gradients.assertMatchDifferences(VALUES, MAPS, x -> Forward.of(new ChannelsLast(), x));
        assertThat(Gradients.derive(VALUES, MAPS, x -> Forward.of(new ChannelsLast(), x)))
                .isEqualTo(Gradients.derive(VALUES, MAPS, x -> x.mul(x.onesLike())));
    }
}
