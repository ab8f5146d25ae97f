package io.microexp.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.testing.AffectNetFiles;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AffectNetTest {
    private static final String HEADER = "subDirectory_filePath,face_x,face_y,face_width,face_height,"
            + "facial_landmarks,expression,valence,arousal";

    @TempDir
    private Path folder;

    @Test
    void csvNumbersAreMappedAndRowsWithoutEmotionLeftOut() throws IOException {
        ImageFiles.png(folder.resolve("1/a.png"), 60, 60, Color.GRAY);
        String[] rows = IntStream.rangeClosed(0, 10)
                .mapToObj(number -> "1/a.png,0,0,60,60,1.5;2.5,%d,0.1,-0.2".formatted(number))
                .toArray(String[]::new);

        FaceDataset faces = readCsv(rows);

        assertThat(faces.name()).isEqualTo("validation");
        assertEmotions(faces, AffectNetFiles.CLASSES.toArray(Emotion[]::new));
    }

    @Test
    void csvBoxesAreCutOutAndClippedToTheImage() throws IOException {
        BufferedImage halves = new BufferedImage(100, 50, BufferedImage.TYPE_INT_RGB);
        halves.createGraphics().fillRect(50, 0, 50, 50);
        Files.createDirectories(folder.resolve("1"));
        ImageIO.write(halves, "png", folder.resolve("1/a.png").toFile());

        FaceDataset faces = readCsv("1/a.png,50,10,40,40,,1,0,0", "1/a.png,-20,-5,70,200,,1,0,0");

        assertThat(faces.image(0).toArray()).containsOnly(255);
        assertThat(faces.image(1).toArray()).containsOnly(0);
    }

    @Test
    void csvErrorsNameTheRowOrTheImage() throws IOException {
        ImageFiles.png(folder.resolve("1/a.png"), 60, 60, Color.GRAY);

        assertThatThrownBy(() -> readCsv("1/a.png,0,0,60,60,,11,0,0"))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("validation.csv, line 2", "expression", "0..10", "\"11\"");
        assertThatThrownBy(() -> readCsv("1/a.png,60,0,60,60,,1,0,0"))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("validation.csv, line 2", "face box", "60x60");
        assertThatThrownBy(() -> readCsv("1/b.png,0,0,60,60,,1,0,0"))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("b.png");
        assertThatThrownBy(() -> readCsv("1/a.png,0,0,60,60,,8,0,0"))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("validation.csv", "found none");
    }

    @Test
    void folderImagesComeInTheOrderOfTheirNumbers() throws IOException {
        face(10, "<U1", utf32("0"));
        face(2, "<U1", utf32("7"));
        face(1, "<U1", utf32("3"));
        face(3, "<U2", utf32("10"));

        FaceDataset faces = readFolder();

        assertThat(faces.name()).isEqualTo("val_set");
        assertEmotions(faces, Emotion.SURPRISE, Emotion.CONTEMPT, Emotion.NEUTRAL);
    }

    @Test
    void annotationsMayBeOfAnyNumberType() throws IOException {
        face(1, "<i8", little(8).putLong(6).array());
        face(2, "<i4", little(4).putInt(6).array());
        face(3, "<i2", little(2).putShort((short) 6).array());
        face(4, "|u1", new byte[] {6});
        face(5, "<f4", little(4).putFloat(6).array());
        face(6, "<f8", little(8).putDouble(6).array());
        face(7, "|S3", new byte[] {'6', 0, 0});

        FaceDataset faces = readFolder();

        assertThat(faces.size()).isEqualTo(7);
        for (int i = 0; i < faces.size(); i++) {
            assertThat(faces.label(i)).as("face " + i).isEqualTo(Emotion.ANGER.ordinal());
        }
    }

    @Test
    void annotationErrorsNameTheFile() throws IOException {
        Path annotation = face(1, "<f8", little(8).putDouble(1.5).array());
        assertRefused(annotation, "whole number of 0..10", "1.5");
        face(1, "<f8", little(8).putDouble(Double.NaN).array());
        assertRefused(annotation, "NaN");
        face(1, "<i8", little(4).putInt(1).array());
        assertRefused(annotation, "4 bytes of data");
        face(1, ">i8", new byte[8]);
        assertRefused(annotation, "little-endian", ">i8");
        face(1, "<U3", utf32("sad"));
        assertRefused(annotation, "sad");
        for (int length : new int[] {0, 3, 9, 40}) {
            Path whole = face(1, "<U1", utf32("3"));
            Files.write(whole, Arrays.copyOf(Files.readAllBytes(whole), length));
            assertRefused(annotation, "NumPy");
        }
        Files.delete(annotation);
        assertRefused(annotation, "NoSuchFileException");
    }

    private void assertRefused(Path annotation, String... parts) {
        assertThatThrownBy(this::readFolder)
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(annotation.toString())
                .hasMessageContainingAll(parts);
    }

    private FaceDataset readCsv(String... rows) throws IOException {
        Path csv = Fer2013Files.write(folder.resolve("validation.csv"), HEADER, rows);
        return AffectNet.readCsv(csv, folder, "validation", Preprocessing.FER2013);
    }

    private FaceDataset readFolder() {
        return AffectNet.readFolder(folder.resolve("val_set"), Preprocessing.FER2013);
    }

    /** Writes an image and its annotation; gives the latter. */
    private Path face(int number, String type, byte[] data) throws IOException {
        Path set = folder.resolve("val_set");
        ImageFiles.jpeg(set.resolve("images/" + number + ".jpg"), 64, 64, Color.GRAY);
        Files.createDirectories(set.resolve("annotations"));
        return Files.write(set.resolve("annotations/" + number + "_exp.npy"), AffectNetFiles.npy(type, data));
    }

    private static byte[] utf32(String text) {
        return text.getBytes(Charset.forName("UTF-32LE"));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertEmotions(FaceDataset faces, Emotion... expected) {
        assertThat(faces.size()).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(faces.labels().get(faces.label(i))).as("face " + i).isEqualTo(expected[i]);
        }
    }
}
