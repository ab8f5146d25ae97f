package io.microexp.training.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.microexp.training.testing.Forward;
import io.microexp.training.testing.Gradients;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelsLastTest {
    private static final Shape MAPS = new Shape(2, 3, 4, 5);
    private static final double[] VALUES = new Random(3).doubles(MAPS.size()).toArray();
    /** Float32 sums of at most 512 products of numbers below 1. */
    private static final float ROUNDING = 1e-4f;

    @Test
    void keepsShapeAndValues() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray y = Forward.of(new ChannelsLast(), manager.create(VALUES, MAPS));
            assertThat(y.getShape()).isEqualTo(MAPS);
            assertThat(y.toDoubleArray()).isEqualTo(VALUES);
        }
    }

    /** oneDNN is not on every processor in NHWC order, and says nothing; a batch of 16 is the least that shows it. */
    @Test
    void pointwiseConvolutionsBehindItAreRight() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int[] layer : new int[][] {{16, 72, 12}, {96, 40, 6}, {240, 40, 6}, {256, 512, 6}, {512, 1024, 3}}) {
                NDArray x = random(manager, 16, layer[0], layer[2], layer[2]);
                NDArray weight = random(manager, layer[1], layer[0], 1, 1);
                NDArray y =
                        Conv2d.conv2d(Forward.of(new ChannelsLast(), x), weight).singletonOrThrow();
                NDArray expected = weight.reshape(layer[1], layer[0]).matMul(x.reshape(16, layer[0], -1));
                assertThat(y.reshape(expected.getShape())
                                .sub(expected)
                                .abs()
                                .max()
                                .getFloat())
                        .as("channels, filters and side %s", Arrays.toString(layer))
                        .isLessThan(ROUNDING);
            }
        }
    }

    private static NDArray random(NDManager manager, long... shape) {
        Shape of = new Shape(shape);
        return manager.create(new Random(4).doubles(of.size(), -1, 1).toArray(), of)
                .toType(DataType.FLOAT32, false);
    }

    @Test
    void keepsGradients() {
        Gradients.assertMatchDifferences(VALUES, MAPS, x -> Forward.of(new ChannelsLast(), x));
        assertThat(Gradients.derive(VALUES, MAPS, x -> Forward.of(new ChannelsLast(), x)))
                .isEqualTo(Gradients.derive(VALUES, MAPS, x -> x.mul(x.onesLike())));
    }
}
