package io.microexp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfTest {
    private static final int ALL = 1 << Short.SIZE;

    @Test
    @DisplayName("Every half has the value that IEEE 754 defines, alone and among others")
    void everyValue() {
        short[] halves = all();
        float[] values = new float[ALL];
        Half.toFloats(halves, 0, 1, values, 0, ALL);
        for (int i = 0; i < ALL; i++) {
            // boxed, since a primitive NaN is not equal to itself
            assertThat(values[i]).as("half %x", i).isEqualTo(Float.valueOf(defined(i)));
            assertThat(Half.toFloat((short) i)).as("half %x", i).isEqualTo(Float.valueOf(defined(i)));
        }
    }

    @ParameterizedTest
    @DisplayName("Values at a distance are gathered, finite ones alone or with infinities and NaN among them")
    @ValueSource(ints = {3, 0x7400})
    void strided(int start) {
        int stride = 7;
        int first = 2;
        int count = 1000;
        float[] values = new float[first + count + 1];
        Half.toFloats(all(), start, stride, values, first, count);
        for (int i = 0; i < count; i++) {
            assertThat(values[first + i]).as("value %d", i).isEqualTo(Float.valueOf(defined(start + i * stride)));
        }
        assertThat(values[first - 1]).isZero();
        assertThat(values[first + count]).isZero();
    }

    private static short[] all() {
        short[] halves = new short[ALL];
        for (int i = 0; i < ALL; i++) {
            halves[i] = (short) i;
        }
        return halves;
    }

    private static float defined(int bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude = exponent == 0x1F
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : exponent == 0 ? Math.scalb((double) fraction, -24) : Math.scalb(1 + fraction / 1024.0, exponent - 15);
        return (float) (bits >> 15 == 0 ? magnitude : -magnitude);
    }
}
