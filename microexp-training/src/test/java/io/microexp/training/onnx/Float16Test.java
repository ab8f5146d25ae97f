package io.microexp.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.util.Float16Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Float16Test {
    private static final int INFINITY = 0x7C00;
    private static final int NEGATIVE = 0x8000;

    @Test
    void everyHalfComesBack() {
        for (int half = 0; half < INFINITY; half++) {
            assertThat(Float16.bits(value(half))).as("half %04x", half).isEqualTo((short) half);
            assertThat(Float16.bits(value(NEGATIVE | half)))
                    .as("half -%04x", half)
                    .isEqualTo((short) (NEGATIVE | half));
        }
    }

    @Test
    void theMiddleOfTwoRoundsToTheEvenOneAndItsNeighborsToTheNearest() {
        for (int half = 0; half < INFINITY - 1; half++) {
            float middle = (value(half) + value(half + 1)) / 2;
            int even = half % 2 == 0 ? half : half + 1;
            assertThat(Float16.bits(middle)).as("after half %04x", half).isEqualTo((short) even);
            assertThat(Float16.bits(Math.nextDown(middle)))
                    .as("below the middle after half %04x", half)
                    .isEqualTo((short) half);
            assertThat(Float16.bits(Math.nextUp(middle)))
                    .as("above the middle after half %04x", half)
                    .isEqualTo((short) (half + 1));
        }
    }

    @Test
    void whatRoundsToTheLargestHalfIsTaken() {
        assertThat(Float16.bits(Math.nextDown(65520f))).isEqualTo((short) (INFINITY - 1));
    }

    @ParameterizedTest
    @ValueSource(floats = {65520f, -65520f, Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN})
    void whatHasNoHalfIsRefused(float value) {
        assertThatThrownBy(() -> Float16.bits(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a number of at most 65504, found " + value);
    }

    private static float value(int half) {
        return Float16Utils.halfToFloat((short) half);
    }
}
