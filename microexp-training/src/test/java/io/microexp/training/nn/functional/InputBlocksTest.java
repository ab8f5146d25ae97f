package io.microexp.training.nn.functional;

import static io.microexp.testing.Tolerances.SAME_BACKEND;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.testing.Forward;
import org.junit.jupiter.api.Test;

/** What stands before the first convolution of a network that was made for other pictures. */
class InputBlocksTest {
    private static final Shape SHAPE = new Shape(1, 1, 2, 3);

    @Test
    void aShiftIsAddedToEveryValue() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {0, 1, 2, 3, 4, 5}, SHAPE);
            assertClose(
                    Forward.of(new Shift(-1.5f), x).toFloatArray(),
                    new float[] {-1.5f, -0.5f, 0.5f, 1.5f, 2.5f, 3.5f},
                    SAME_BACKEND);
        }
    }

    @Test
    void aHalfTurnReversesRowsAndColumns() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {0, 1, 2, 3, 4, 5}, SHAPE);
            assertThat(Forward.of(new HalfTurn(), x).toFloatArray()).containsExactly(5, 4, 3, 2, 1, 0);
        }
    }

    @Test
    void enlargingInterpolatesBetweenTheCentersOfPixels() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Upsample block = new Upsample(2);
            NDArray y = Forward.of(block, manager.create(new float[] {0, 4, 8, 12}, new Shape(1, 1, 2, 2)));
            assertThat(y.getShape()).isEqualTo(new Shape(1, 1, 4, 4));
            assertThat(block.getOutputShapes(new Shape[] {SHAPE})).containsExactly(new Shape(1, 1, 4, 6));
            assertClose(
                    y.toFloatArray(), new float[] {0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12}, SAME_BACKEND);
        }
    }
}
