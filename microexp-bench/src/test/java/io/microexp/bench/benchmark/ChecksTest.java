package io.microexp.bench.benchmark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChecksTest {
    @Test
    void roundingPasses() {
        assertThatCode(() -> Checks.same("x", new float[] {1, 2}, new float[] {1, 2.00005f}))
                .doesNotThrowAnyException();
    }

    @Test
    void aWrongValueIsRefused() {
        assertThatThrownBy(() -> Checks.same("depthwise", new float[] {1, 2}, new float[] {1, 2.001f}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("depthwise")
                .hasMessageContaining("index 1");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> Checks.same("x", new float[] {1}, new float[] {Float.NaN}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherLengthIsRefused() {
        assertThatThrownBy(() -> Checks.same("x", new float[2], new float[3])).hasMessageContaining("2 values");
    }
}
