package io.microexp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ShortBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HalfTest {
    private static final int ALL = 1 << Short.SIZE;
    /** One more than a chunk, so that the last chunk is short. */
    private static final int LENGTH = 129;

    @Test
    @DisplayName("Every half has the value that IEEE 754 defines, alone and in a buffer")
    void everyValue() {
        short[] halves = new short[ALL];
        for (int i = 0; i < ALL; i++) {
            halves[i] = (short) i;
        }
        float[] values = Half.toFloats(ShortBuffer.wrap(halves));
        for (int i = 0; i < ALL; i++) {
            // boxed, since a primitive NaN is not equal to itself
            assertThat(values[i]).as("half %x", i).isEqualTo(Float.valueOf(defined(i)));
            assertThat(Half.toFloat((short) i)).as("half %x", i).isEqualTo(Float.valueOf(defined(i)));
        }
    }

    @Test
    void infinityInTheLastChunk() {
        short[] halves = new short[LENGTH];
        halves[LENGTH - 1] = 0x7C00;
        assertThat(Half.toFloats(ShortBuffer.wrap(halves))[LENGTH - 1]).isEqualTo(Float.POSITIVE_INFINITY);
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
