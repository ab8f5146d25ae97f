package io.microexp.testing;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TolerancesTest {
    private static final float TOLERANCE = 0.125f;

    @Test
    void takesValuesWithinTheTolerance() {
        assertThatCode(() -> assertClose(new float[] {1.125f, 2f}, new float[] {1f, 2.125f}, TOLERANCE))
                .doesNotThrowAnyException();
    }

    @Test
    void namesTheValueThatIsTooFarAway() {
        assertThatThrownBy(() -> assertClose(new float[] {1f, 2.25f}, new float[] {1f, 2f}, TOLERANCE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("value 1: expected 2.0, found 2.25");
    }

    @Test
    void refusesNanAndInfinityOnEitherSide() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] bads = {bad};
            float[] good = {1f};
            assertThatThrownBy(() -> assertClose(bads, good, TOLERANCE)).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> assertClose(good, bads, TOLERANCE)).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> assertClose(bads, bads, TOLERANCE)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void refusesAnotherShape() {
        assertThatThrownBy(() -> assertClose(new float[1], new float[2], TOLERANCE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("number of values");
    }
}
