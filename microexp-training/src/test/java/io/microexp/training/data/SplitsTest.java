package io.microexp.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import org.junit.jupiter.api.Test;

class SplitsTest {
    private final FaceDataset training = FaceDataset.builder("Training", Emotion.FER2013)
            .add(face(2, 1, 2, 3, 4), 0)
            .add(face(2, 5, 6, 7, 8), 1)
            .build();

    @Test
    void findsFacesThatTrainingDoesNotHoldByteForByte() {
        FaceDataset evaluation = FaceDataset.builder("PublicTest", Emotion.FER2013)
                .add(face(2, 1, 2, 3, 5), 0)
                .add(face(2, 5, 6, 7, 8), 4)
                .add(face(2, 4, 3, 2, 1), 0)
                .build();

        assertThat(Splits.unseen(evaluation, training)).containsExactly(0, 2);
    }

    @Test
    void comparesPixelsAndNotMemoryLayout() {
        GrayImage view = face(3, 1, 2, 0, 3, 4, 0).view(0, 0, 2, 2);
        FaceDataset evaluation =
                FaceDataset.builder("PublicTest", Emotion.FER2013).add(view, 0).build();

        assertThat(Splits.unseen(evaluation, training)).isEmpty();
    }

    @Test
    void refusesSplitsOfDifferentSize() {
        FaceDataset other = FaceDataset.builder("other", Emotion.FER2013)
                .add(face(4, 1, 2, 3, 4), 0)
                .build();

        assertThatThrownBy(() -> Splits.unseen(other, training))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("2x2", "4x1", "Training", "other");
    }

    @Test
    void selectsFacesWithTheirTargets() {
        FaceDataset selected = training.select(1, 0, 1);

        assertThat(selected.size()).isEqualTo(3);
        assertThat(selected.name()).isEqualTo("Training");
        assertThat(selected.image(0)).isSameAs(training.image(1));
        assertThat(selected.label(1)).isZero();
        assertThatThrownBy(() -> training.select(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static GrayImage face(int width, int... values) {
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = (byte) values[i];
        }
        return GrayImage.of(pixels, width, values.length / width);
    }
}
