package io.microexp.internal;

import static io.microexp.testing.Tolerances.assertClose;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class Dct8Test {
    private static final long SEED = 8;
    /** Eight products of values of up to 255, rounded to 24 bits. */
    private static final float ROUNDING = 1e-3f;

    private final float[] values = values();

    @Test
    @DisplayName("the transform is the sum of its definition, between places at any distance")
    void followsTheDefinition() {
        float[] coefficients = new float[40];
        Dct8.forward(spread(values, 3), 1, 3, coefficients, 2, 5);
        float[] expected = new float[8];
        for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int i = 0; i < 8; i++) {
                sum += values[i] * Math.cos((2 * i + 1) * k * Math.PI / 16);
            }
            expected[k] = (float) (sum * Math.sqrt((k == 0 ? 1 : 2) / 8.0));
        }
        float[] found = new float[8];
        for (int k = 0; k < 8; k++) {
            found[k] = coefficients[2 + 5 * k];
        }

        assertClose(found, expected, ROUNDING);
    }

    @Test
    void theInverseUndoesItInPlace() {
        float[] block = spread(values, 3);
        Dct8.forward(block, 1, 3, block, 1, 3);
        Dct8.inverse(block, 1, 3, block, 1, 3);

        assertClose(block, spread(values, 3), ROUNDING);
    }

    /** The values from index 1 on, at a distance. */
    private static float[] spread(float[] values, int step) {
        float[] spread = new float[1 + values.length * step];
        for (int i = 0; i < values.length; i++) {
            spread[1 + i * step] = values[i];
        }
        return spread;
    }

    private static float[] values() {
        Random random = new Random(SEED);
        float[] values = new float[Dct8.SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(256);
        }
        return values;
    }
}
