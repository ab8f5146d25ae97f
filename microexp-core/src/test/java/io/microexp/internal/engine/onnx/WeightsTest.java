package io.microexp.internal.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WeightsTest {
    private static final float[] FLOATS = {1, -2, 0.5f, 65_504, 0, -0.25f};
    private static final short[] HALVES = {0x3C00, (short) 0xC000, 0x3800, 0x7BFF, 0, (short) 0xB400};

    static Stream<Arguments> bothKinds() {
        return Stream.of(Arguments.of("floats", Weights.of(FLOATS)), Arguments.of("halves", Weights.ofHalves(HALVES)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bothKinds")
    void valuesAreCopiedWithAStride(String kind, Weights weights) {
        float[] copied = new float[4];
        weights.copyStrided(1, 2, copied, 1, 2);
        assertThat(copied).containsExactly(0, -2, 65_504, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bothKinds")
    void allValuesAreFloats(String kind, Weights weights) {
        assertThat(weights.length()).isEqualTo(FLOATS.length);
        assertThat(weights.toFloats()).containsExactly(FLOATS);
    }

    @Test
    void valuesAreCopiedAfterAllWereConverted() {
        Weights weights = Weights.ofHalves(HALVES);
        assertThat(weights.toFloats()).isSameAs(weights.toFloats());
        float[] copied = new float[2];
        weights.copyStrided(5, -3, copied, 0, 2);
        assertThat(copied).containsExactly(-0.25f, 0.5f);
    }
}
