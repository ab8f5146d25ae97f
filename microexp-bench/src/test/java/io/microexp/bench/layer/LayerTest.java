package io.microexp.bench.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerTest {
    /** MicroExpNet at strides 1,1,2,2,2, seven classes. */
    private static final long NETWORK = 37_119_488;

    private static final long HEAD = 576 * 256 + 256 * 7;

    @Test
    void theLayersAddUpToTheNetworkWithoutItsHead() {
        long sum = Arrays.stream(Layer.values())
                .mapToLong(layer -> layer.count() * layer.multiplyAdds())
                .sum();

        assertThat(sum).isEqualTo(NETWORK - HEAD);
    }

    @Test
    void elevenBlocksHaveOneDepthwiseLayerEach() {
        assertThat(occurrences(Layer.Kind.DEPTHWISE)).isEqualTo(11);
    }

    @Test
    void tenBlocksWidenEachNarrowsAndOneLayerEndsTheBackbone() {
        assertThat(occurrences(Layer.Kind.POINTWISE)).isEqualTo(10 + 11 + 1);
    }

    @Test
    void nineBlocksSqueezeAndTheAttentionBlockToo() {
        assertThat(occurrences(Layer.Kind.SQUEEZE_EXCITE)).isEqualTo(9 + 1);
    }

    @ParameterizedTest
    @EnumSource(names = "DENSE.*", mode = EnumSource.Mode.MATCH_ALL)
    void aDenseConvolutionCostsAsManyTimesItsPartsAsTheFormulaSays(Layer dense) {
        double parts =
                dense.depthwisePart().multiplyAdds() + dense.pointwisePart().multiplyAdds();

        assertThat(dense.multiplyAdds() / parts).isCloseTo(dense.denseOverSeparable(), within(1e-9));
    }

    @Test
    void onlyADenseConvolutionHasParts() {
        assertThatThrownBy(Layer.STEM_S1::depthwisePart)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("STEM");
    }

    @Test
    void aPointwiseLayerMovesItsMapsAndItsWeightsOnce() {
        long floats = 96 * 36 + 576 * 36 + 96 * 576 + 576;

        assertThat(Layer.POINTWISE_96_576.bytes()).isEqualTo(4 * floats);
    }

    @Test
    void unknownBackendIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> LayerBackend.named("abacus"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abacus")
                .hasMessageContaining("java-scalar");
    }

    private static int occurrences(Layer.Kind kind) {
        return Arrays.stream(Layer.values())
                .filter(layer -> layer.kind() == kind)
                .mapToInt(Layer::count)
                .sum();
    }
}
