package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.microexp.Emotion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmotionFilterTest {
    private static final List<Emotion> LABELS = List.of(Emotion.HAPPINESS, Emotion.NEUTRAL);
    private static final float[] HAPPY = {1, 0};
    private static final float[] CALM = {0, 1};
    private static final long SECOND = 1_000_000_000;
    private static final float ROUNDING = 1e-4f;

    private final EmotionFilter filter = new EmotionFilter(LABELS, Duration.ofSeconds(1));

    @Test
    @DisplayName("The first scores are taken as they are")
    void first() {
        filter.update(new float[] {0.25f, 0.75f}, 42);
        assertThat(filter.scores().toArray()).containsExactly(0.25f, 0.75f);
        assertThat(filter.label()).isEqualTo(Emotion.NEUTRAL);
    }

    @ParameterizedTest(name = "{0} frames/s")
    @ValueSource(ints = {1, 10, 30, 240})
    @DisplayName("One time constant after a change 1 - 1/e of it has come through, at every frame rate")
    void frameRate(int rate) {
        filter.update(HAPPY, 0);
        for (int frame = 1; frame <= rate; frame++) {
            filter.update(CALM, frame * SECOND / rate);
        }
        assertThat(filter.scores().probability(Emotion.NEUTRAL))
                .isCloseTo((float) (1 - Math.exp(-1)), within(ROUNDING));
    }

    @Test
    @DisplayName("The label holds while another emotion leads by less than 0.15")
    void hysteresis() {
        filter.update(HAPPY, 0);
        filter.update(new float[] {0.43f, 0.57f}, 100 * SECOND);
        assertThat(filter.scores().top()).isEqualTo(Emotion.NEUTRAL);
        assertThat(filter.label()).isEqualTo(Emotion.HAPPINESS);
        filter.update(new float[] {0.42f, 0.58f}, 200 * SECOND);
        assertThat(filter.label()).isEqualTo(Emotion.NEUTRAL);
    }

    @Test
    @DisplayName("A second frame at the same time changes nothing")
    void sameTime() {
        filter.update(HAPPY, 7);
        filter.update(CALM, 7);
        assertThat(filter.scores().toArray()).containsExactly(HAPPY);
    }

    @Test
    @DisplayName("Wrong arguments are refused, and the filter goes on as if they had not come")
    void refusals() {
        filter.update(HAPPY, 10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filter.update(new float[3], 20))
                .withMessageContaining("3");
        assertThatIllegalArgumentException().isThrownBy(() -> filter.update(new float[] {Float.NaN, 0}, 20));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filter.update(CALM, 9))
                .withMessageContaining("backwards");
        assertThat(filter.scores().toArray()).containsExactly(HAPPY);
        assertThatIllegalArgumentException().isThrownBy(() -> new EmotionFilter(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new EmotionFilter(LABELS, Duration.ZERO));
    }

    @Test
    @DisplayName("Without an update there is nothing to read")
    void unread() {
        assertThatIllegalStateException().isThrownBy(filter::scores);
        assertThatIllegalStateException().isThrownBy(filter::label);
    }
}
