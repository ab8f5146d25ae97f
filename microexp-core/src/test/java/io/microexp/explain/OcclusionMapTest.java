package io.microexp.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OcclusionMapTest {
    /** Rounding of at most 16 sums of probabilities. */
    private static final float ROUNDING = 1e-6f;

    private static final int MIDDLE = OcclusionMap.CELLS / 2;
    private static final int LAST = OcclusionMap.CELLS - 1;

    /** The probability of happiness is the brightness of the upper left quarter, sadness is the rest. */
    private static final FacialEmotionClassifier UPPER_LEFT = new QuarterClassifier();

    @ParameterizedTest
    @CsvSource({"48, 48", "97, 61", "8, 9"})
    void onlyHidingWhatTheAnswerRestsOnChangesIt(int width, int height) {
        OcclusionMap map = OcclusionMap.of(UPPER_LEFT, upperLeftBright(width, height));

        assertThat(map.emotion()).isEqualTo(Emotion.HAPPINESS);
        assertThat(map.scores().probability(Emotion.HAPPINESS)).isGreaterThan(0.9f);
        assertThat(map.effect(0, 0)).isPositive();
        assertThat(map.effect(MIDDLE / 2, MIDDLE / 2)).isPositive();
        assertThat(map.effect(LAST, 0)).isZero();
        assertThat(map.effect(0, LAST)).isZero();
        assertThat(map.effect(LAST, LAST)).isZero();
    }

    /** Inside the quarter the patch hides 16 of its 144 cells and leaves the mean of the face, a quarter, there. */
    @Test
    void anEffectIsTheMeanLossOfProbability() {
        OcclusionMap map = OcclusionMap.of(UPPER_LEFT, upperLeftBright(48, 48));

        float mean = Math.round(255 / 4.0) / 255f;
        assertThat(map.effect(MIDDLE / 2, MIDDLE / 2)).isCloseTo((1 - mean) * 16 / 144, within());
        assertThat(map.strongest()).isCloseTo((1 - mean) * 16 / 144, within());
    }

    @Test
    void aChosenClassIsWatchedInsteadOfTheTopOne() {
        OcclusionMap map = OcclusionMap.of(UPPER_LEFT, upperLeftBright(48, 48), Emotion.SADNESS);

        assertThat(map.emotion()).isEqualTo(Emotion.SADNESS);
        assertThat(map.effect(0, 0)).isNegative();
        assertThat(map.strongest()).isPositive();
    }

    @Test
    void theFaceIsNotChanged() {
        byte[] pixels = upperLeftBright(48, 48).toArray();

        OcclusionMap.of(UPPER_LEFT, GrayImage.wrap(pixels, 0, 48, 48, 48));

        assertThat(pixels).isEqualTo(upperLeftBright(48, 48).toArray());
    }

    @Test
    void refusesAClassThatTheModelLacks() {
        assertThatThrownBy(() -> OcclusionMap.of(UPPER_LEFT, upperLeftBright(48, 48), Emotion.FEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("HAPPINESS", "SADNESS", "FEAR");
    }

    @Test
    void refusesCellsOutsideTheMap() {
        OcclusionMap map = OcclusionMap.of(UPPER_LEFT, upperLeftBright(48, 48));

        assertThatThrownBy(() -> map.effect(OcclusionMap.CELLS, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> map.effect(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static Offset<Float> within() {
        return Offset.offset(ROUNDING);
    }

    private static GrayImage upperLeftBright(int width, int height) {
        byte[] pixels = new byte[width * height];
        for (int y = 0; y < height / 2; y++) {
            Arrays.fill(pixels, y * width, y * width + width / 2, (byte) 255);
        }
        return GrayImage.of(pixels, width, height);
    }

    private static final class QuarterClassifier implements FacialEmotionClassifier {
        @Override
        public EmotionScores classify(GrayImage face) {
            float[] out = new float[2];
            classify(face, out);
            return EmotionScores.of(labels(), out);
        }

        @Override
        public void classify(GrayImage face, float[] out) {
            int width = face.width() / 2;
            int height = face.height() / 2;
            float sum = 0;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    sum += face.get(x, y);
                }
            }
            out[0] = sum / (255f * width * height);
            out[1] = 1 - out[0];
        }

        @Override
        public List<EmotionScores> classifyAll(List<GrayImage> faces) {
            return faces.stream().map(this::classify).toList();
        }

        @Override
        public List<Emotion> labels() {
            return List.of(Emotion.HAPPINESS, Emotion.SADNESS);
        }

        @Override
        public EmotionModel model() {
            throw new UnsupportedOperationException("it has none");
        }

        @Override
        public String description() {
            return "brightness of a quarter";
        }

        @Override
        public void close() {}
    }
}
