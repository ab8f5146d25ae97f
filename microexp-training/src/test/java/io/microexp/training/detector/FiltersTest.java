package io.microexp.training.detector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FiltersTest {
    /* 1x1, two inputs, three outputs */
    private final Filters filters = new Filters(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);

    @Test
    @DisplayName("TensorFlow's order becomes that of ONNX")
    void putsOutputsFirst() {
        assertThat(filters.outputsFirst()).containsExactly(1, 4, 2, 5, 3, 6);
        float[] values = new float[2 * 2 * 3 * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        float[] turned = new Filters(values, 2, 3, 5).outputsFirst();
        for (int pixel = 0; pixel < 4; pixel++) {
            for (int input = 0; input < 3; input++) {
                for (int output = 0; output < 5; output++) {
                    assertThat(turned[(output * 3 + input) * 4 + pixel]).isEqualTo((pixel * 3 + input) * 5 + output);
                }
            }
        }
    }

    @Test
    void selectsSubtractsAndJoins() {
        assertThat(filters.select(2, 0).values()).containsExactly(3, 1, 6, 4);
        assertThat(filters.select(1).minus(filters.select(0)).values()).containsExactly(1, 1);
        assertThat(filters.and(filters.select(0)).values()).containsExactly(1, 2, 3, 1, 4, 5, 6, 4);
    }
}
