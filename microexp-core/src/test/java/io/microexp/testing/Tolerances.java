package io.microexp.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** How far two scores of one face may lie apart, and why; and the assertion that says so. */
public final class Tolerances {
    /** One backend, one face, another batch: sums run in another order, a few units in the last place of 1. */
    public static final float SAME_BACKEND = 1e-6f;

    /** Two backends: other kernels sum hundreds of products in another order, layer after layer. */
    public static final float ACROSS_BACKENDS = 1e-4f;

    /** Weights stored in half precision against those that were rounded: 11 bits of each, layer after layer. */
    public static final float HALF_WEIGHTS = 5e-3f;

    /** Layers on bytes against float: 7 bits of a weight and 8 of an activation, rounded layer after layer. */
    public static final float QUANTIZED = 0.1f;

    /** The same on average over faces and classes: single faces that a trained network is in doubt about move further. */
    public static final float QUANTIZED_MEAN = 0.02f;

    private Tolerances() {}

    /** Fails unless both have the same length, every value is finite, and each pair is within the tolerance. */
    public static void assertClose(float[] actual, float[] expected, float tolerance) {
        assertThat(actual).as("number of values").hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(expected[i]).as("expected value %d", i).isFinite();
            assertThat(actual[i]).as("value %d", i).isFinite();
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("value %d: expected %s, found %s; the distance", i, expected[i], actual[i])
                    .isLessThanOrEqualTo(tolerance);
        }
    }
}
