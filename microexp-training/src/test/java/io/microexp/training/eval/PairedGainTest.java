package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedGainTest {
    @Test
    void countsTheFacesThatOneSideAloneIsRightOn() {
        BitSet before = BitSet.valueOf(new long[] {0b0011_0110});
        BitSet after = BitSet.valueOf(new long[] {0b1010_1111});

        assertThat(PairedGain.of(before, after)).isEqualTo(new PairedGain(3, 1));
        assertThat(PairedGain.of(after, before)).isEqualTo(new PairedGain(1, 3));
    }

    @ParameterizedTest
    @DisplayName("a gain is clear above one standard error")
    @CsvSource({"0,0,false", "1,0,false", "2,0,true", "3,1,false", "4,1,true", "6,3,false", "7,3,true", "3,7,false"})
    void isClearAboveOneStandardError(int gained, int lost, boolean clear) {
        assertThat(new PairedGain(gained, lost).isClear()).isEqualTo(clear);
    }
}
