package io.microexp.training.nn;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.microexp.training.nn.functional.ChannelsLast;
import io.microexp.training.testing.Forward;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** oneDNN is not right on every processor in NHWC order, and says nothing; a batch of 16 is the least that shows it. */
class PointwiseConvTest {
    private static final long SEED = 4;
    private static final int BATCH = 16;
    /** Float32 sums of at most 2,304 products of numbers below 1. */
    private static final float ROUNDING = 1e-3f;

    @ParameterizedTest
    @CsvSource({"16, 72, 12", "72, 24, 12", "96, 40, 6", "40, 120, 12", "256, 512, 6", "512, 1024, 3", "1024, 16, 3"})
    void isRightForwardAndBackward(int channels, int filters, int side) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape input = new Shape(BATCH, channels, side, side);
            NDArray direction = random(manager, new Shape(BATCH, filters, side, side));
            PointwiseConv block = new PointwiseConv(filters, 1);
            block.initialize(manager, DataType.FLOAT32, input);
            NDArray kernel = block.getParameters().get(0).getValue().getArray();
            NDArray x = random(manager, input);
            x.setRequiresGradient(true);
            ParameterStore parameters = new ParameterStore(manager, false);

            NDArray[] found = new NDArray[3];
            NDArray[] expected = new NDArray[3];
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                found[0] = block.forward(parameters, new NDList(ChannelsLast.stored(x)), true)
                        .singletonOrThrow();
                collector.backward(found[0].mul(direction).sum());
            }
            found[1] = x.getGradient().duplicate();
            found[2] = kernel.getGradient().duplicate();
            x.getGradient().muli(0);
            kernel.getGradient().muli(0);
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                expected[0] = kernel.reshape(filters, channels)
                        .matMul(x.reshape(BATCH, channels, -1))
                        .reshape(direction.getShape());
                collector.backward(expected[0].mul(direction).sum());
            }
            expected[1] = x.getGradient();
            expected[2] = kernel.getGradient();

            for (int i = 0; i < 3; i++) {
                assertClose(found[i].toFloatArray(), expected[i].toFloatArray(), ROUNDING);
            }
        }
    }

    @Test
    void skipsPixelsAtAStride() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = random(manager, new Shape(BATCH, 512, 5, 6));
            PointwiseConv block = new PointwiseConv(1024, 2);
            block.initialize(manager, DataType.FLOAT32, x.getShape());
            NDArray kernel = block.getParameters().get(0).getValue().getArray();

            NDArray found = Forward.of(block, ChannelsLast.stored(x));

            NDArray expected = PointwiseConv.product(x.get(":, :, ::2, ::2"), kernel);
            assertThat(found.getShape()).isEqualTo(new Shape(BATCH, 1024, 3, 3)).isEqualTo(expected.getShape());
            assertClose(found.toFloatArray(), expected.toFloatArray(), ROUNDING);
        }
    }

    private static NDArray random(NDManager manager, Shape shape) {
        return manager.create(new Random(SEED).doubles(shape.size(), -1, 1).toArray(), shape)
                .toType(DataType.FLOAT32, false);
    }
}
