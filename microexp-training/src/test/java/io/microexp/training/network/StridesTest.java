package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StridesTest {
    @Test
    void readsWhatItWrites() {
        for (Strides strides : new Strides[] {Strides.LITERAL, Strides.MIDDLE, Strides.HIGH_RESOLUTION}) {
            assertThat(Strides.parse(strides.toString())).isEqualTo(strides);
        }
        assertThat(Strides.parse(" 2, 1,1,2 ,2")).isEqualTo(Strides.HIGH_RESOLUTION);
    }

    @Test
    void refusesTextThatIsNoListOfNumbers() {
        for (String text : new String[] {"", "2,1,x,2,2", "2;1;1;2;2"}) {
            assertThatThrownBy(() -> Strides.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Expected strides such as 2,1,1,2,2, found \"" + text + "\"");
        }
    }

    @Test
    void refusesAnotherCountAndOtherStrides() {
        for (String text : new String[] {"2,1,1,2", "2,1,1,2,2,2", "0,1,1,2,2", "2,1,1,2,3"}) {
            assertThatThrownBy(() -> Strides.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Expected five strides of 1 or 2")
                    .hasMessageEndingWith("found [" + text.replace(",", ", ") + "]");
        }
    }
}
