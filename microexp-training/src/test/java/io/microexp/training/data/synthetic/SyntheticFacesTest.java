package io.microexp.training.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.Emotion;
import io.microexp.training.data.FaceDataset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SyntheticFacesTest {
    private static final long SEED = 11;

    @Test
    void labelsTakeTurnsAndNoTwoFacesAreAlike() {
        FaceDataset faces = SyntheticFaces.generate("drawn", Emotion.FERPLUS, 80, 48, SEED);

        Set<List<Byte>> distinct = new HashSet<>();
        for (int i = 0; i < faces.size(); i++) {
            assertThat(faces.label(i)).isEqualTo(i % 8);
            distinct.add(bytes(faces.image(i).toArray()));
        }
        assertThat(distinct).hasSize(80);
    }

    @Test
    void equalSeedsDrawEqualFaces() {
        FaceDataset one = SyntheticFaces.generate("a", Emotion.FER2013, 7, 48, SEED);
        FaceDataset same = SyntheticFaces.generate("b", Emotion.FER2013, 14, 48, SEED);
        FaceDataset other = SyntheticFaces.generate("c", Emotion.FER2013, 7, 48, SEED + 1);

        for (int i = 0; i < one.size(); i++) {
            assertThat(one.image(i).toArray()).isEqualTo(same.image(i).toArray());
            assertThat(one.image(i).toArray()).isNotEqualTo(other.image(i).toArray());
        }
    }

    /** With pose, light and noise held fixed, what remains is the expression. */
    @Test
    void eachEmotionChangesTheFace() {
        Set<List<Byte>> distinct = new HashSet<>();
        for (Emotion emotion : Emotion.values()) {
            distinct.add(bytes(
                    SyntheticFaces.draw(emotion, 48, new SplittableRandom(SEED)).toArray()));
        }

        assertThat(distinct).hasSize(Emotion.values().length);
    }

    @Test
    void drawsAnySizeInRange() {
        for (int size : new int[] {16, 96, 224}) {
            assertThat(SyntheticFaces.generate("drawn", Emotion.FER2013, 1, size, SEED)
                            .image(0))
                    .hasToString("GrayImage[" + size + "x" + size + "]");
        }
        assertThatThrownBy(() -> SyntheticFaces.generate("drawn", Emotion.FER2013, 1, 15, SEED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("16..1024", "15");
    }

    private static List<Byte> bytes(byte[] pixels) {
        Byte[] boxed = new Byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            boxed[i] = pixels[i];
        }
        return List.of(boxed);
    }
}
