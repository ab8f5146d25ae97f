package io.microexp.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final FaceDataset FACES = SyntheticFaces.generate("Training", Emotion.FER2013, 300, 48, 5);

    @Test
    void everyFaceIsInOnePart() {
        Set<Integer> seen = new HashSet<>();
        for (int number = 1; number <= 3; number++) {
            int[] part = new Fold(number, 3).faces(FACES);
            assertThat(part).isSorted().hasSizeBetween(70, 130);
            IntStream.of(part).forEach(face -> assertThat(seen.add(face)).isTrue());
        }
        assertThat(seen).hasSize(300);
    }

    @Test
    void whatIsLeftIsTheOthersInOrder() {
        Fold fold = new Fold(2, 3);
        Set<Integer> leftOut = new HashSet<>();
        IntStream.of(fold.faces(FACES)).forEach(leftOut::add);
        List<Integer> others = IntStream.range(0, FACES.size())
                .boxed()
                .filter(face -> !leftOut.contains(face))
                .toList();

        FaceDataset rest = fold.leaveOut(FACES);

        assertThat(rest.name()).isEqualTo("Training without 2/3");
        assertThat(rest.size()).isEqualTo(others.size());
        for (int i = 0; i < rest.size(); i++) {
            assertThat(rest.image(i)).isSameAs(FACES.image(others.get(i)));
            assertThat(rest.target(i)).isEqualTo(FACES.target(others.get(i)));
        }
    }

    @Test
    void equalFacesAreInOnePartWhateverTheirLabels() {
        byte[] pixels = {1, 2, 3, 4};
        FaceDataset twice = FaceDataset.builder("Training", Emotion.FER2013)
                .add(GrayImage.of(pixels, 2, 2), 0)
                .add(GrayImage.of(new byte[] {9, 9, 9, 9}, 2, 2), 0)
                .add(GrayImage.of(pixels.clone(), 2, 2), 3)
                .build();

        for (int count = 2; count <= 10; count++) {
            for (int number = 1; number <= count; number++) {
                List<Integer> part = IntStream.of(new Fold(number, count).faces(twice))
                        .boxed()
                        .toList();
                assertThat(part.contains(0)).as("%d/%d", number, count).isEqualTo(part.contains(2));
            }
        }
    }

    @Test
    void readsWhatItWrites() {
        assertThat(Fold.parse("2/5")).isEqualTo(new Fold(2, 5)).hasToString("2/5");
        assertThatThrownBy(() -> Fold.parse("6/5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6/5");
    }
}
