package io.microexp.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    /** JPEG of a flat color. */
    private static final int JPEG_ERROR = 2;

    @TempDir
    private Path root;

    private final List<String> notes = new ArrayList<>();

    @Test
    void readsClassFoldersInNameOrder() throws IOException {
        ImageFiles.png(root.resolve("test/sadness/b.png"), 48, 48, new Color(20, 20, 20));
        ImageFiles.png(root.resolve("test/anger/a.PNG"), 48, 48, new Color(10, 10, 10));
        ImageFiles.jpeg(root.resolve("test/anger/b.jpg"), 48, 48, new Color(60, 60, 60));
        Files.writeString(root.resolve("test/anger/notes.txt"), "no image");
        Files.createDirectories(root.resolve("test/anger/folder.png"));
        Files.writeString(root.resolve("test/anger/.hidden.png"), "no image");

        FaceDataset faces = read(Preprocessing.FER2013);

        assertThat(faces.name()).isEqualTo("test");
        assertThat(notes).hasSize(1);
        assertThat(notes.get(0)).contains("anger", "left out 2 entries", "folder.png");
        assertThat(faces.size()).isEqualTo(3);
        assertThat(faces.image(0).get(5, 5)).isEqualTo(10);
        assertThat(faces.image(1).get(5, 5)).isCloseTo(60, within(JPEG_ERROR));
        assertThat(faces.label(1)).isEqualTo(Emotion.FER2013.indexOf(Emotion.ANGER));
        assertThat(faces.label(2)).isEqualTo(Emotion.FER2013.indexOf(Emotion.SADNESS));
    }

    @Test
    void knowsTheAdjectivesOfKagglesFolders() throws IOException {
        ImageFiles.png(root.resolve("test/angry/a.png"), 48, 48, Color.GRAY);
        ImageFiles.png(root.resolve("test/happy/a.png"), 48, 48, Color.GRAY);
        ImageFiles.png(root.resolve("test/sad/a.png"), 48, 48, Color.GRAY);
        FaceDataset faces = read(Preprocessing.FER2013);

        assertThat(new int[] {faces.label(0), faces.label(1), faces.label(2)}).containsExactly(0, 3, 4);
    }

    @Test
    void colorBecomesLumaAtTheModelsSize() throws IOException {
        ImageFiles.png(root.resolve("test/fear/a.png"), 100, 70, new Color(200, 100, 50));

        FaceDataset faces = read(new Preprocessing(32, 40, 0.5f, 0.25f));

        assertThat(faces.image(0)).hasToString("GrayImage[32x40]");
        // 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2
        assertThat(faces.image(0).get(16, 20)).isEqualTo(124);
    }

    @Test
    void namesADamagedImage() throws IOException {
        Path file = ImageFiles.jpeg(root.resolve("test/fear/a.jpg"), 48, 48, Color.GRAY);
        byte[] whole = Files.readAllBytes(file);
        for (byte[] damaged : new byte[][] {{}, "no image".getBytes(), Arrays.copyOf(whole, whole.length / 2)}) {
            Files.write(file, damaged);

            assertThatThrownBy(() -> read(Preprocessing.FER2013))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void namesFoldersThatAreNotAClass() throws IOException {
        ImageFiles.png(root.resolve("test/contempt/a.png"), 48, 48, Color.GRAY);

        assertThatThrownBy(() -> read(Preprocessing.FER2013))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll(
                        root.resolve("test/contempt").toString(), "happiness", "found \"contempt\"", "rename or move");
    }

    @Test
    void refusesAMissingOrEmptySplit() throws IOException {
        assertThatThrownBy(() -> read(Preprocessing.FER2013))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(root.resolve("test").toString());

        Files.createDirectories(root.resolve("test/fear"));
        assertThatThrownBy(() -> read(Preprocessing.FER2013))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("found none");
    }

    private FaceDataset read(Preprocessing preprocessing) {
        return ImageFolder.read(root.resolve("test"), "test", Emotion.FER2013, preprocessing, notes::add);
    }
}
