package io.microexp.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntegerLayerTest {
    private static final long SEED = 11;
    private static final float INPUT_SCALE = 0.02f;
    /** Half a step, and float32's rounding of the scale. */
    private static final double HALF_A_STEP = 0.5001;

    @Test
    void everyWeightAndBiasIsWithinHalfAStepOfItsFilter() {
        int filters = 5;
        int perFilter = 37;
        float[] weight = new float[filters * perFilter];
        float[] bias = new float[filters];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < weight.length; i++) {
            // each filter ten times the one before
            weight[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(10, i / perFilter - 3));
        }
        for (int filter = 0; filter < filters; filter++) {
            bias[filter] = (float) (random.nextDouble() - 0.5);
        }

        IntegerLayer layer = IntegerLayer.of(weight, bias, INPUT_SCALE);

        for (int i = 0; i < weight.length; i++) {
            double scale = layer.weightScale()[i / perFilter];
            assertThat(layer.weight()[i] * scale)
                    .as("weight %d, seed %d", i, SEED)
                    .isCloseTo(weight[i], within(HALF_A_STEP * scale));
        }
        for (int filter = 0; filter < filters; filter++) {
            double scale = layer.biasScale()[filter];
            assertThat(scale).isEqualTo(layer.weightScale()[filter] * INPUT_SCALE);
            assertThat(layer.bias()[filter] * scale)
                    .as("bias %d, seed %d", filter, SEED)
                    .isCloseTo(bias[filter], within(HALF_A_STEP * scale));
        }
    }

    /** Two products of a byte and a weight fit 16 bits, as processors without VNNI need. */
    @Test
    void theLargestWeightTakesSevenBits() {
        IntegerLayer layer = IntegerLayer.of(new float[] {0.5f, -2, 0.5f, -0.125f}, new float[] {0, 0}, INPUT_SCALE);

        assertThat(layer.weight()).containsExactly(16, -63, 63, -16);
        assertThat(2 * 255 * 63).isLessThanOrEqualTo(Short.MAX_VALUE);
    }

    /** A filter that batch-norm switched off has next to no weights and keeps its bias. */
    @Test
    void aLargeBiasOverTinyWeightsFits32Bits() {
        IntegerLayer layer = IntegerLayer.of(new float[] {1e-12f, 0}, new float[] {-3}, INPUT_SCALE);

        assertThat(layer.bias()[0] * (double) layer.biasScale()[0]).isCloseTo(-3, within(1e-6));
    }

    @Test
    void aFilterOfZerosStaysZero() {
        IntegerLayer layer = IntegerLayer.of(new float[] {0, 0}, new float[] {0}, INPUT_SCALE);

        assertThat(layer.weight()).containsOnly(0);
        assertThat(layer.bias()).containsOnly(0);
        assertThat(layer.weightScale()[0]).isPositive();
        assertThat(layer.biasScale()[0]).isPositive();
    }
}
