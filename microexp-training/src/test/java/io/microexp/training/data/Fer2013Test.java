package io.microexp.training.data;

import static io.microexp.training.data.Fer2013Files.HEADER;
import static io.microexp.training.data.Fer2013Files.pixels;
import static io.microexp.training.data.Fer2013Files.row;
import static io.microexp.training.data.Fer2013Files.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Fer2013Test {
    @TempDir
    private Path folder;

    @Test
    void readsTheRowsOfOneUsageInFileOrder() throws IOException {
        Path csv = write(
                folder.resolve("fer2013.csv"),
                HEADER,
                row(3, 7, "Training"),
                row(0, 1, "PublicTest"),
                row(6, 200, "Training"));

        FaceDataset faces = Fer2013.read(csv, Fer2013.TRAINING);

        assertThat(faces.name()).isEqualTo("Training");
        assertThat(faces.labels()).isEqualTo(Emotion.FER2013);
        assertThat(faces.size()).isEqualTo(2);
        assertThat(faces.label(0)).isEqualTo(3);
        assertThat(faces.target(1)).containsExactly(0, 0, 0, 0, 0, 0, 1);
        assertThat(faces.image(0)).hasToString("GrayImage[48x48]");
        assertThat(faces.image(0).get(0, 0)).isEqualTo(7);
        assertThat(faces.image(0).get(1, 1)).isEqualTo(7 + 48 + 1);
        assertThat(faces.image(1).get(47, 47)).isEqualTo((200 + 2303) % 256);
    }

    @Test
    void tellsGzipByContentAndNotByName() throws IOException {
        Path plain = write(folder.resolve("plain.gz"), HEADER, row(5, 9, "PrivateTest"));
        Path packed = Fer2013Files.gzip(folder.resolve("packed.csv"), plain);

        assertThat(Fer2013.read(plain, Fer2013.PRIVATE_TEST).label(0)).isEqualTo(5);
        assertThat(Fer2013.read(packed, Fer2013.PRIVATE_TEST).image(0).get(0, 0))
                .isEqualTo(9);
    }

    @Test
    void columnsMayComeInAnyOrderBesideOthersAndLinesEndAsOnWindows() throws IOException {
        Path csv = folder.resolve("fer2013.csv");
        Files.writeString(csv, "Usage,note,pixels,emotion\r\nTraining,x," + pixels(3, 2304) + ",2\r\n");

        FaceDataset faces = Fer2013.read(csv, Fer2013.TRAINING);

        assertThat(faces.label(0)).isEqualTo(2);
        assertThat(faces.image(0).get(0, 0)).isEqualTo(3);
    }

    @Test
    void namesTheColumnsThatAHeaderLacks() throws IOException {
        assertRefused(
                write(folder.resolve("a.csv"), "emotion,pixels", "1,2"),
                "line 1",
                "no column Usage",
                "[emotion, pixels]");
        assertRefused(
                Files.createFile(folder.resolve("empty.csv")),
                "line 1",
                "[emotion, pixels, Usage]",
                "no column emotion in []");
    }

    @Test
    void refusesAColumnThatIsThereTwice() throws IOException {
        assertRefused(
                write(folder.resolve("twice.csv"), "emotion,pixels,pixels,Usage", "1,2,3,Training"),
                "line 1",
                "2 columns pixels in [emotion, pixels, pixels, Usage]");
    }

    @Test
    void aLongHeaderIsShortened() throws IOException {
        Path csv = write(folder.resolve("long.csv"), " ".repeat(400_000) + ",x", "1,2");

        assertThatThrownBy(() -> Fer2013.read(csv, Fer2013.TRAINING))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("no column emotion")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheHeader() throws IOException {
        Path csv = write(folder.resolve("bom.csv"), "\uFEFF" + HEADER, row(1, 0, "Training"));

        assertThat(Fer2013.read(csv, Fer2013.TRAINING).size()).isEqualTo(1);
        Path packed = Fer2013Files.gzip(folder.resolve("bom.csv.gz"), csv);
        assertThat(Fer2013.read(packed, Fer2013.TRAINING).size()).isEqualTo(1);
    }

    @Test
    void refusesTooFewAndTooManyPixels() throws IOException {
        String good = row(1, 0, "Training");
        assertRefused(
                write(folder.resolve("few.csv"), HEADER, good, "1," + pixels(0, 2303) + ",Training"),
                "line 3",
                "2304 pixels",
                "found 2303");
        assertRefused(
                write(folder.resolve("many.csv"), HEADER, "1," + pixels(0, 2305) + ",Training"),
                "line 2",
                "2304 pixels",
                "found 2305");
        assertRefused(write(folder.resolve("none.csv"), HEADER, "1,,Training"), "line 2", "found 0");
    }

    @Test
    void refusesPixelsOutsideOneByte() throws IOException {
        for (String pixel : new String[] {"256", "-1", "1.5", "x", "99999999999"}) {
            String row = "1," + pixels(0, 1000) + " " + pixel + " " + pixels(0, 1303) + ",Training";
            assertRefused(
                    write(folder.resolve("pixel.csv"), HEADER, row),
                    "line 2",
                    "pixels of 0..255",
                    "\"" + pixel + "\" as pixel 1000");
        }
    }

    @Test
    void refusesLabelsOutsideTheSevenClasses() throws IOException {
        for (String label : new String[] {"7", "-1", "happy", ""}) {
            assertRefused(
                    write(folder.resolve("label.csv"), HEADER, label + "," + pixels(0, 2304) + ",Training"),
                    "line 2",
                    "emotion as a whole number of 0..6",
                    "found \"" + label + "\"");
        }
    }

    @Test
    void namesTheUsagesThatAFileHoldsInstead() throws IOException {
        Path csv = write(folder.resolve("a.csv"), HEADER, row(1, 0, "PublicTest"), row(1, 0, "PrivateTest"));

        assertRefused(csv, "split Training", "found only [PrivateTest, PublicTest]");
    }

    @Test
    void refusesAFileThatIsCutShort() throws IOException {
        Path whole = write(folder.resolve("whole.csv"), HEADER, row(1, 0, "Training"), row(2, 5, "Training"));
        byte[] plain = Files.readAllBytes(whole);
        byte[] packed = Files.readAllBytes(Fer2013Files.gzip(folder.resolve("whole.csv.gz"), whole));

        Path cutPlain = Files.write(folder.resolve("cut.csv"), Arrays.copyOf(plain, plain.length - 500));
        Path cutPacked = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(packed, packed.length - 20));

        assertRefused(cutPlain, "line 3", "column Usage", "cut short");
        assertRefused(cutPacked, "line", "complete csv or gzip file");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertRefused(folder.resolve("missing.csv"), "NoSuchFileException");
    }

    private static void assertRefused(Path csv, String... parts) {
        assertThatThrownBy(() -> Fer2013.read(csv, Fer2013.TRAINING))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(csv.toString())
                .hasMessageContainingAll(parts);
    }
}
