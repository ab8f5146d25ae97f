package io.microexp.training.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.testing.Forward;
import org.junit.jupiter.api.Test;

class ShuffleUnitTest {
    @Test
    void atStrideOneHalfOfTheChannelsPassAndAreInterleavedWithTheOthers() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = new Shape(2, 6, 5, 4);
            ShuffleUnit unit = new ShuffleUnit(6, 6, 1);
            unit.initialize(manager, DataType.FLOAT32, shape);
            NDArray x = manager.arange((float) shape.size()).reshape(shape);

            NDArray y = Forward.of(unit, x);

            assertThat(y.getShape()).isEqualTo(shape).isEqualTo(unit.getOutputShapes(new Shape[] {shape})[0]);
            for (int channel = 0; channel < 3; channel++) {
                assertThat(y.get(new NDIndex(":, {}", 2 * channel)).toFloatArray())
                        .as("channel %d passes", channel)
                        .containsExactly(x.get(new NDIndex(":, {}", channel)).toFloatArray());
            }
        }
    }

    @Test
    void atStrideTwoMapsAreHalvedAndChannelsChange() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = new Shape(2, 6, 5, 4);
            ShuffleUnit unit = new ShuffleUnit(6, 10, 2);
            unit.initialize(manager, DataType.FLOAT32, shape);

            Shape made = Forward.of(unit, manager.ones(shape)).getShape();

            assertThat(made).isEqualTo(new Shape(2, 10, 3, 2)).isEqualTo(unit.getOutputShapes(new Shape[] {shape})[0]);
        }
    }

    @Test
    void refusesToChangeTheChannelsAtStrideOne() {
        assertThatThrownBy(() -> new ShuffleUnit(6, 10, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("stride 1", "6 and 10");
    }
}
