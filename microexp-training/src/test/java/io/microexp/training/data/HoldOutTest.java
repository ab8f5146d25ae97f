package io.microexp.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldOutTest {
    private static final int SIZE = 48;
    private static final FaceDataset FACES = SyntheticFaces.generate("Training", Emotion.FER2013, 300, SIZE, 5);

    @Test
    void everyFaceIsInOnePartInOrder() {
        HoldOut cut = HoldOut.of(FACES, 0.1);

        assertThat(cut.training().name()).isEqualTo("Training without 10 %");
        assertThat(cut.held().name()).isEqualTo("10 % of Training");
        assertThat(cut.held().size()).isBetween(5, 80);
        List<GrayImage> merged = new ArrayList<>();
        int training = 0;
        int held = 0;
        for (int face = 0; face < FACES.size(); face++) {
            boolean isHeld = held < cut.held().size() && cut.held().image(held) == FACES.image(face);
            FaceDataset part = isHeld ? cut.held() : cut.training();
            int at = isHeld ? held++ : training++;
            assertThat(part.image(at)).isSameAs(FACES.image(face));
            assertThat(part.target(at)).isEqualTo(FACES.target(face));
            merged.add(part.image(at));
        }
        assertThat(merged).hasSize(FACES.size());
    }

    @Test
    void theSameFacesAreHeldOutWhateverElseTheSplitHolds() {
        int[] firstHalf = IntStream.range(0, 150).toArray();

        HoldOut whole = HoldOut.of(FACES, 0.3);
        HoldOut half = HoldOut.of(FACES.select(firstHalf), 0.3);

        List<GrayImage> held = images(whole.held());
        assertThat(images(half.held())).isNotEmpty().isSubsetOf(held);
    }

    @Test
    void nearlyEqualFacesStayTogether() {
        GrayImage face = SyntheticFaces.draw(Emotion.HAPPINESS, SIZE, new SplittableRandom(3));
        GrayImage other = SyntheticFaces.draw(Emotion.SURPRISE, SIZE, new SplittableRandom(4));
        FaceDataset faces = FaceDataset.builder("Training", Emotion.FER2013)
                .add(face, 0)
                .add(other, 1)
                .add(face.copy(), 5)
                .add(change(face, (x, y) -> face.get(SIZE - 1 - x, y)), 0)
                .add(change(face, (x, y) -> face.get(Math.min(x + 1, SIZE - 1), y)), 0)
                .add(change(face, (x, y) -> face.get(x, y) * 3 / 4 + 20), 0)
                .build();

        assertThat(HoldOut.groups(faces)).containsExactly(0, 1, 0, 0, 0, 0);
    }

    @Test
    void flatImagesResembleNothing() {
        FaceDataset flat = FaceDataset.builder("Training", Emotion.FER2013)
                .add(GrayImage.of(new byte[SIZE * SIZE], SIZE, SIZE), 0)
                .add(GrayImage.of(new byte[SIZE * SIZE], SIZE, SIZE), 0)
                .build();

        assertThat(HoldOut.groups(flat)).containsExactly(0, 1);
    }

    @Test
    void refusesAShareOutOfRangeOrAnEmptyPart() {
        for (double share : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThatThrownBy(() -> HoldOut.of(FACES, share))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("between 0 and 1, found " + share);
        }
        assertThatThrownBy(() -> HoldOut.of(FACES.select(0), 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hold out 50 %, found 1 faces in split Training");
    }

    private static List<GrayImage> images(FaceDataset faces) {
        return IntStream.range(0, faces.size()).mapToObj(faces::image).toList();
    }

    private interface Pixels {
        int at(int x, int y);
    }

    private static GrayImage change(GrayImage face, Pixels pixels) {
        byte[] changed = new byte[SIZE * SIZE];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = (byte) pixels.at(i % SIZE, i / SIZE);
        }
        return GrayImage.of(changed, face.width(), face.height());
    }
}
