package io.microexp;

import static io.microexp.Emotion.CONTEMPT;
import static io.microexp.Emotion.FEAR;
import static io.microexp.Emotion.HAPPINESS;
import static io.microexp.Emotion.NEUTRAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmotionScoresTest {
    private static final List<Emotion> LABELS = List.of(FEAR, HAPPINESS, NEUTRAL);
    private final EmotionScores scores = EmotionScores.of(LABELS, new float[] {0.25f, 0.5f, 0.25f});

    @Test
    void topIsTheMostProbable() {
        assertThat(scores.top()).isEqualTo(HAPPINESS);
        assertThat(scores.topProbability()).isEqualTo(0.5f);
    }

    @Test
    void theMapHoldsEachClassInLabelOrder() {
        assertThat(scores.asMap())
                .containsExactly(entry(FEAR, 0.25f), entry(HAPPINESS, 0.5f), entry(NEUTRAL, 0.25f))
                .isUnmodifiable();
    }

    @Test
    void ofEqualOnesTheFirstLabelComesFirst() {
        assertThat(EmotionScores.of(LABELS, new float[] {0.5f, 0.5f, 0f}).top()).isEqualTo(FEAR);
        assertThat(scores.ranked()).containsExactly(HAPPINESS, FEAR, NEUTRAL);
    }

    @Test
    void aClassTheModelLacksHasProbabilityZero() {
        assertThat(scores.probability(HAPPINESS)).isEqualTo(0.5f);
        assertThat(scores.supports(HAPPINESS)).isTrue();
        assertThat(scores.probability(CONTEMPT)).isZero();
        assertThat(scores.supports(CONTEMPT)).isFalse();
    }

    @Test
    void copiesWhatItIsGivenAndWhatItGives() {
        List<Emotion> labels = new ArrayList<>(LABELS);
        float[] given = {0.25f, 0.5f, 0.25f};
        EmotionScores copied = EmotionScores.of(labels, given);
        labels.clear();
        given[0] = 1f;
        copied.toArray()[0] = 1f;
        assertThat(copied).isEqualTo(scores).hasSameHashCodeAs(scores);
        assertThat(copied.labels()).isEqualTo(LABELS).isUnmodifiable();
    }

    @Test
    void differsByLabelsAndByValues() {
        assertThat(scores)
                .isNotEqualTo(EmotionScores.of(List.of(FEAR, NEUTRAL, HAPPINESS), scores.toArray()))
                .isNotEqualTo(EmotionScores.of(LABELS, new float[] {0.25f, 0.25f, 0.5f}));
    }

    @Test
    void readsWellInAnyLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(scores).hasToString("happiness 0.50, fear 0.25, neutral 0.25");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aValueAboveOneByRoundingIsOne() {
        assertThat(EmotionScores.of(LABELS, new float[] {0f, Math.nextUp(1f), 0f})
                        .probability(HAPPINESS))
                .isEqualTo(1f);
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.001f, 1.001f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesWhatIsNoProbability(float value) {
        assertThatThrownBy(() -> EmotionScores.of(LABELS, new float[] {0f, value, 0f}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected a probability in [0, 1] for happiness, found " + value);
    }

    @Test
    void refusesAnotherNumberOfValuesThanLabels() {
        assertThatThrownBy(() -> EmotionScores.of(LABELS, new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected one probability per label, found 2 for labels [FEAR, HAPPINESS, NEUTRAL]");
        assertThatThrownBy(() -> EmotionScores.of(List.of(), new float[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
