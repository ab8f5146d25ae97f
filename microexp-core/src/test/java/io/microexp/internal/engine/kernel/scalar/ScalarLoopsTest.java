package io.microexp.internal.engine.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScalarLoopsTest {
    private static final int LENGTH = 8;

    @Test
    void aCallWithoutWorkLeavesTheSumsAsTheyAre() {
        float[] sum0 = filled(1);
        float[] sum1 = filled(2);
        float[] sum2 = filled(3);
        float[] x = filled(4);

        ScalarLoops.addTwoToThree(sum0, sum1, sum2, x, x, 1, 1, 1, 1, 1, 1, 1, 0);
        ScalarLoops.addThreeToTwo(sum0, sum1, x, x, x, x, x, 1, 0);
        ScalarLoops.addThreeProducts(sum2, x, x, x, x, x, x, 1, 0);

        assertThat(sum0).containsExactly(filled(1));
        assertThat(sum1).containsExactly(filled(2));
        assertThat(sum2).containsExactly(filled(3));
    }

    private static float[] filled(float value) {
        float[] row = new float[LENGTH];
        Arrays.fill(row, value);
        return row;
    }
}
