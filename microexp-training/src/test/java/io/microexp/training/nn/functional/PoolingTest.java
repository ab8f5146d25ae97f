package io.microexp.training.nn.functional;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.testing.Forward;
import org.junit.jupiter.api.Test;

class PoolingTest {
    private static final Shape SHAPE = new Shape(1, 1, 3, 4);

    /** Negative, so that a padding of zeros would show. */
    private static final float[] MAP = {-9, -2, -3, -4, -5, -6, -7, -8, -1, -10, -11, -12};

    @Test
    void theLargestValueOfEachWindowStays() {
        try (NDManager manager = NDManager.newBaseManager()) {
            MaxPool block = new MaxPool(2, 2, 0);
            NDArray y = Forward.of(block, manager.create(MAP, SHAPE));
            assertThat(y.getShape()).isEqualTo(block.getOutputShapes(new Shape[] {SHAPE})[0]);
            assertThat(y.toFloatArray()).containsExactly(-2, -3);
        }
    }

    @Test
    void paddingIsNeverTheLargest() {
        try (NDManager manager = NDManager.newBaseManager()) {
            MaxPool block = new MaxPool(3, 2, 1);
            NDArray y = Forward.of(block, manager.create(MAP, SHAPE));
            assertThat(y.getShape()).isEqualTo(block.getOutputShapes(new Shape[] {SHAPE})[0]);
            assertThat(y.toFloatArray()).containsExactly(-2, -2, -1, -6);
        }
    }

    @Test
    void flatteningKeepsTheOrderOfTheMap() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(MAP, new Shape(1, 2, 3, 2));
            NDArray y = Forward.of(new Flatten(), Forward.of(new ChannelsLast(), x));
            assertThat(y.getShape()).isEqualTo(new Shape(1, 12));
            assertThat(y.toFloatArray()).containsExactly(MAP);
        }
    }
}
