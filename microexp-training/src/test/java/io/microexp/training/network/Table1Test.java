package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The networks are what their authors published: counted for ImageNet, 224x224 RGB and 1,000 classes. */
class Table1Test {
    /** Authors round, and some leave out squeeze-excites or the classifier's bias. */
    private static final double PUBLISHED_MULTIPLY_ADDS = 0.015;
    /** The table has one decimal. */
    private static final double TABLE_MILLIONS = 0.051;

    /**
     * Parameters exactly as in the authors' or the common implementations; multiply-adds as published. VGG13 has a
     * batch-norm of 2,944 channels here, whose scale the published 133,047,848 do not have.
     */
    @ParameterizedTest
    @CsvSource({
        "VGG13, 133050792, 11.3e9",
        "RESNET_50, 25557032, 4.1e9",
        "EFFICIENTNET_B0, 5288548, 0.39e9",
        "MOBILENET_V2, 3504872, 0.30e9",
        "SHUFFLENET_V2, 2278604, 0.146e9"
    })
    void comparatorsCostWhatTheirAuthorsPublished(Table1 network, long parameters, double multiplyAdds) {
        NetworkCost cost = network.cost(3, 224, 1000);

        assertThat(cost.parameters()).isEqualTo(parameters);
        assertThat((double) cost.multiplyAdds())
                .isCloseTo(multiplyAdds, within(PUBLISHED_MULTIPLY_ADDS * multiplyAdds));
        assertThat(cost.parameters() / 1e6)
                .isCloseTo(network.published().orElseThrow().parametersMillions(), within(TABLE_MILLIONS));
    }

    @Test
    void theStudentIsCountedAsItIsTrained() {
        assertThat(Table1.MICROEXPNET.cost(1, 48, 7)).isEqualTo(new NetworkCost(1_242_839, 34_188_800));
        assertThat(Table1.MICROEXPNET_LITERAL.cost(1, 48, 7)).isEqualTo(new NetworkCost(1_242_839, 3_702_920));
        assertThat(Table1.MICROEXPNET_LITERAL.published()).isEmpty();
    }

    @Test
    void grayKernelsAreAThirdOfTheFirstLayer() {
        NetworkCost color = Table1.MOBILENET_V2.cost(3, 48, 7);
        NetworkCost gray = Table1.MOBILENET_V2.cost(1, 48, 7);

        assertThat(color.parameters() - gray.parameters()).isEqualTo(2 * 9 * 32);
        assertThat(color.multiplyAdds() - gray.multiplyAdds()).isEqualTo(24 * 24 * 2 * 9 * 32);
    }
}
