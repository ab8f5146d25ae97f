package io.microexp.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {
    private static final List<Emotion> CLASSES = List.of(Emotion.HAPPINESS, Emotion.SADNESS, Emotion.SURPRISE);
    private static final FaceDataset FACES = SyntheticFaces.generate("all", CLASSES, 90, 48, 5);

    @Test
    void eachFoldHasItsShareOfEachClass() {
        int[] folds = Folds.of(FACES, 5);

        for (int label = 0; label < CLASSES.size(); label++) {
            for (int fold = 0; fold < 5; fold++) {
                int wantedLabel = label;
                int wantedFold = fold;
                assertThat(IntStream.range(0, FACES.size())
                                .filter(face -> FACES.label(face) == wantedLabel && folds[face] == wantedFold)
                                .count())
                        .as("class %s, fold %s", label, fold)
                        .isBetween(3L, 9L);
            }
        }
    }

    @Test
    void facesAndTheirMirrorImagesStayTogether() {
        FaceDataset.Builder both = FaceDataset.builder("both", CLASSES);
        for (FaceDataset faces : List.of(FACES, FACES.mirrored())) {
            IntStream.range(0, faces.size()).forEach(face -> both.add(faces.image(face), faces.label(face)));
        }

        int[] folds = Folds.of(both.build(), 5);

        assertThat(IntStream.range(0, FACES.size()).map(face -> folds[FACES.size() + face]))
                .containsExactly(IntStream.of(folds).limit(FACES.size()).boxed().toArray(Integer[]::new));
    }
}
