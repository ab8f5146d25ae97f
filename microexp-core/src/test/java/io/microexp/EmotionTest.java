package io.microexp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmotionTest {
    @Test
    void fer2013HasSevenClassesInTheOrderOfItsLabelColumn() {
        assertThat(Emotion.FER2013)
                .extracting(Emotion::label)
                .containsExactly("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral");
    }

    @Test
    void ferplusAddsContempt() {
        assertThat(Emotion.FERPLUS)
                .startsWith(Emotion.FER2013.toArray(Emotion[]::new))
                .hasSize(8);
        assertThat(Emotion.FERPLUS.get(7)).isEqualTo(Emotion.CONTEMPT);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsLabelInAnyLocale(Emotion emotion) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(Emotion.ofLabel(emotion.label())).isEqualTo(emotion);
            assertThat(emotion.label()).matches("[a-z]+");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "happy", "HAPPINESS", " anger"})
    void anUnknownLabelIsRefusedWithTheLegalOnes(String label) {
        assertThatThrownBy(() -> Emotion.ofLabel(label))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected an emotion label, one of [anger, disgust, fear, happiness, sadness, surprise,"
                        + " neutral, contempt], found \"" + label + "\"");
    }
}
