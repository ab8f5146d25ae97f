package io.microexp.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.training.data.FaceDataset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassBalanceTest {
    private static final long SEED = 5;
    private static final List<Emotion> LABELS = List.of(Emotion.HAPPINESS, Emotion.DISGUST, Emotion.FEAR);

    /** Of 100 faces 64 are happy, 36 disgusted and none afraid. */
    private static final FaceDataset FACES = hard(64, 36);

    @Test
    void withoutBalanceEveryFaceComesOnce() {
        assertThat(draw(FACES, 0))
                .containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
    }

    @Test
    void fullyBalancedAllClassesComeEquallyOften() {
        int[] drawn = draw(FACES, 1);
        assertThat(drawn).as("seed " + SEED).hasSize(100);
        assertThat(happy(drawn)).isBetween(49, 51);
    }

    /** At β = 1/2 the weights are 1/8 and 1/6: 64/8 = 8 parts of 8 + 36/6 = 14. */
    @Test
    void betweenThemClassesComeByTheRootOfTheirSize() {
        assertThat(happy(draw(FACES, 0.5))).as("seed " + SEED).isBetween(56, 58);
    }

    /** 50 of 64 happy faces and 50 of 36 disgusted ones: none of the former twice, each of the latter once or twice. */
    @Test
    void aFaceComesAsOftenAsExpectedRoundedUpOrDown() {
        int[] times = new int[100];
        for (int face : draw(FACES, 1)) {
            times[face]++;
        }
        assertThat(IntStream.range(0, 64).map(i -> times[i]).max().orElseThrow())
                .as("seed " + SEED)
                .isOne();
        assertThat(IntStream.range(64, 100).map(i -> times[i]).toArray()).containsOnly(1, 2);
    }

    /** Faces 0 to 49 are surely happy; of 50 to 99 half a vote each is disgust: 75 and 25 votes in all. */
    @Test
    void softTargetsCountByTheirShares() {
        FaceDataset.Builder faces = FaceDataset.builder("soft", LABELS);
        for (int i = 0; i < 100; i++) {
            faces.add(face(), i < 50 ? new float[] {1, 0, 0} : new float[] {0.5f, 0.5f, 0});
        }
        // weights 1/75 and (1/75 + 1/25) / 2 = 2/75: the mixed ones come twice as often
        int[] drawn = draw(faces.build(), 1);
        assertThat(IntStream.of(drawn).filter(i -> i < 50).count())
                .as("seed " + SEED)
                .isBetween(32L, 34L);
    }

    @Test
    void theSameStreamGivesTheSameOrderAndAnotherAnother() {
        assertThat(draw(FACES, 0.7)).isEqualTo(draw(FACES, 0.7));
        assertThat(draw(FACES, 0.7)).isNotEqualTo(ClassBalance.draw(FACES, 0.7, new SplittableRandom(SEED + 1)));
    }

    @Test
    void facesThatComeTwiceAreSpreadOverTheEpoch() {
        int[] drawn = draw(FACES, 1);
        long neighbors = IntStream.range(1, drawn.length)
                .filter(i -> drawn[i] == drawn[i - 1])
                .count();
        assertThat(neighbors).as("seed " + SEED).isLessThan(5);
    }

    @Test
    void refusesABalanceOutOfRange() {
        for (double power : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> draw(FACES, power))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Expected a class balance of 0..1, found " + power);
        }
    }

    private static int[] draw(FaceDataset faces, double power) {
        return ClassBalance.draw(faces, power, new SplittableRandom(SEED));
    }

    private static int happy(int[] drawn) {
        return (int) IntStream.of(drawn).filter(i -> FACES.label(i) == 0).count();
    }

    private static FaceDataset hard(int happy, int disgusted) {
        FaceDataset.Builder faces = FaceDataset.builder("hard", LABELS);
        for (int i = 0; i < happy + disgusted; i++) {
            faces.add(face(), i < happy ? 0 : 1);
        }
        return faces.build();
    }

    private static GrayImage face() {
        return GrayImage.of(new byte[64], 8, 8);
    }
}
