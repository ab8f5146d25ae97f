package io.microexp.training.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.detector.LabeledPhotos.Face;
import io.microexp.training.detector.LabeledPhotos.Photo;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FaceSheetsTest {
    private static final int FACES = 11;
    private static final int SIDE = 48;

    private final FaceDataset split = split();
    private final LabeledPhotos sheets = FaceSheets.of(split);

    @Test
    @DisplayName("Nine faces make a sheet, the rest another one, each face with its label")
    void keepsFacesAndLabelsInOrder() {
        assertThat(sheets.photos()).extracting(photo -> photo.faces().size()).containsExactly(9, 2);
        assertThat(sheets.photos()).allMatch(Photo::isOfPeople);
        List<Face> faces = sheets.photos().stream()
                .flatMap(photo -> photo.faces().stream())
                .toList();
        for (int i = 0; i < FACES; i++) {
            assertThat(faces.get(i).emotions()).containsExactly(split.labels().get(split.label(i)));
        }
    }

    @Test
    @DisplayName("A face of one gray level fills its box, three times as large, and what surrounds it")
    void showsEachFaceInItsBox() {
        for (int sheet = 0; sheet < sheets.photos().size(); sheet++) {
            BufferedImage picture = sheets.pictures().apply(sheet);
            assertThat(picture.getWidth()).isEqualTo(720).isEqualTo(picture.getHeight());
            List<Face> faces = sheets.photos().get(sheet).faces();
            for (int i = 0; i < faces.size(); i++) {
                double[] box = faces.get(i).box();
                assertThat(box[2]).isEqualTo(3 * SIDE).isEqualTo(box[3]);
                int level = split.image(9 * sheet + i).get(0, 0);
                for (int y = (int) box[1] - 45; y < box[1] + box[3] + 45; y++) {
                    for (int x = (int) box[0] - 45; x < box[0] + box[2] + 45; x++) {
                        assertThat(picture.getRaster().getSample(x, y, 0)).isEqualTo(level);
                    }
                }
            }
        }
    }

    private static FaceDataset split() {
        List<Emotion> labels = new ArrayList<>(Emotion.FERPLUS);
        FaceDataset.Builder faces = FaceDataset.builder("PublicTest", labels);
        for (int i = 0; i < FACES; i++) {
            byte[] pixels = new byte[SIDE * SIDE];
            Arrays.fill(pixels, (byte) (10 * i + 5));
            faces.add(GrayImage.of(pixels, SIDE, SIDE), i % labels.size());
        }
        return faces.build();
    }
}
