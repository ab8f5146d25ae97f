package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.testing.Forward;
import org.junit.jupiter.api.Test;

class MobileNetV1Test {
    @Test
    void hasThePapersParametersForOneInputChannelAndSevenClasses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = MobileNetV1.build(7, Preprocessing.FER2013, Strides.LITERAL, 2, 0.3f);
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));
            long trained = network.getParameters().values().stream()
                    .filter(Parameter::requiresGradient)
                    .mapToLong(parameter -> parameter.getArray().size())
                    .sum();
            long colorKernels = 2 * 3 * 3 * 32;
            long published = 3_206_976;
            assertThat(trained).isEqualTo(published - colorKernels + 7 * (MobileNetV1.CHANNELS + 1));
            assertThat(Forward.of(network, manager.ones(new Shape(3, 1, 48, 48)))
                            .getShape())
                    .isEqualTo(new Shape(3, 7));
        }
    }

    /** A stride of 1 at the end keeps 6x6 maps: four times the outputs of the last two pointwise layers. */
    @Test
    void stridesDecideTheMultiplyAddsAndNotTheParameters() {
        NetworkCost coarse = cost(Strides.LITERAL, 2);
        NetworkCost fine = cost(Strides.of(2, 2, 2, 2, 1), 2);

        assertThat(fine.parameters()).isEqualTo(coarse.parameters());
        assertThat(coarse.multiplyAdds()).isEqualTo(102_954_496);
        assertThat(fine.multiplyAdds()).isEqualTo(145_795_072);
    }

    /** 192x192 instead of 96x96: every map has four times the pixels. */
    @Test
    void enlargementDecidesTheMultiplyAddsAndNotTheParameters() {
        NetworkCost twice = cost(Strides.LITERAL, 2);
        NetworkCost fourfold = cost(Strides.LITERAL, 4);
        long classifier = MobileNetV1.CHANNELS * 7;

        assertThat(fourfold.parameters()).isEqualTo(twice.parameters());
        assertThat(fourfold.multiplyAdds() - classifier).isEqualTo(4 * (twice.multiplyAdds() - classifier));
    }

    /** 144x144 shrinks over 9x9 to 5x5. */
    @Test
    void mapsOfOddSidesAreAccepted() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = MobileNetV1.build(7, Preprocessing.FER2013, Strides.LITERAL, 3, 0.3f);
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));

            assertThat(Forward.of(network, manager.ones(new Shape(2, 1, 48, 48)))
                            .getShape())
                    .isEqualTo(new Shape(2, 7));
        }
    }

    @Test
    void anEnlargementOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new NetworkSpec(
                        Architecture.MOBILENETV1,
                        Emotion.FER2013,
                        Preprocessing.FER2013,
                        Strides.LITERAL,
                        false,
                        0f,
                        9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("1 to 8", "found 9");
    }

    private static NetworkCost cost(Strides strides, int enlargement) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = MobileNetV1.build(7, Preprocessing.FER2013, strides, enlargement, 0.3f);
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 48, 48));
            return NetworkCost.of(network);
        }
    }
}
