package io.microexp.examples.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkTest {
    private static final Path PORTRAIT =
            Path.of("../quickstart/src/main/resources/io/microexp/examples/quickstart/astronaut.png");
    private static final String HEADER = "file,faces,x,y,width,height,detection,label,"
            + "anger,disgust,fear,happiness,sadness,surprise,neutral,error";

    @TempDir
    private Path folder;

    private Path table;
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void photos() throws IOException {
        table = folder.resolve("scores.csv");
        Path photos = Files.createDirectories(folder.resolve("photos/ähnlich, \"2\""));
        Files.copy(PORTRAIT, folder.resolve("photos/a.png"));
        Files.copy(PORTRAIT, photos.resolve("b.png"));
        Files.writeString(folder.resolve("photos/c.jpg"), "not a photo");
        Files.write(folder.resolve("photos/d.PNG"), Arrays.copyOf(Files.readAllBytes(PORTRAIT), 5000));
        Files.writeString(folder.resolve("photos/notes.txt"), "not asked for");
    }

    private int bulk(Object... arguments) {
        return Bulk.commandLine()
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    @Test
    @DisplayName("A folder becomes a row per face, in order, and a row with the reason per bad file")
    void scoresFolder() throws IOException {
        assertThat(bulk(folder.resolve("photos"), table)).isZero();
        List<String> rows = Files.readAllLines(table);
        assertThat(rows).hasSize(5);
        assertThat(rows.get(0)).isEqualTo(HEADER);
        assertThat(rows.get(1)).matches("a\\.png,1,\\d+,\\d+,\\d+,\\d+,[01]\\.\\d{4},happiness,([01]\\.\\d{4},){7}");
        assertThat(rows.get(2)).startsWith("c.jpg,0,,,,,,,,,,,,,,").contains("c.jpg");
        assertThat(rows.get(3)).startsWith("d.PNG,0,,,,,,,,,,,,,,").hasSizeGreaterThan(30);
        assertThat(rows.get(4)).startsWith("\"ähnlich, \"\"2\"\"/b.png\",1,").contains(",happiness,");
    }

    @Test
    @DisplayName("Cut off at any byte, the table is completed to what one run writes")
    void resumes() throws IOException {
        assertThat(bulk(folder.resolve("photos"), table)).isZero();
        byte[] whole = Files.readAllBytes(table);
        for (int length = 0; length < whole.length; length += 61) {
            Files.write(table, Arrays.copyOf(whole, length));
            assertThat(bulk(folder.resolve("photos"), table)).as(err.toString()).isZero();
            assertThat(table).as("cut to %d bytes", length).hasBinaryContent(whole);
        }
    }

    @Test
    @DisplayName("A CSV file names photos relative to itself, by a column of choice; absent ones are bad files")
    void scoresTable() throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, "who,photo\nEileen,photos/a.png\nnobody,photos/absent.png\n");
        assertThat(bulk(list, table)).isEqualTo(1);
        assertThat(err.toString()).contains("Expected a column \"file\"").contains("[who, photo]");
        assertThat(bulk(list, table, "--column", "photo")).isZero();
        assertThat(Files.readAllLines(table))
                .hasSize(3)
                .anyMatch(row -> row.startsWith("photos/a.png,1,"))
                .anyMatch(row -> row.startsWith("photos/absent.png,0,") && row.contains("absent.png cannot be read"));
    }

    @Test
    @DisplayName("A file that is not such a table is refused and left alone")
    void otherTable() throws IOException {
        Files.writeString(table, "name,age\nEileen,43\n");
        assertThat(bulk(folder.resolve("photos"), table)).isEqualTo(1);
        assertThat(err.toString()).contains("[name, age]").contains("Name another file");
        assertThat(table).hasContent("name,age\nEileen,43\n");
    }

    @Test
    void refusesNoThreads() {
        assertThat(bulk(folder.resolve("photos"), table, "--threads", 0)).isEqualTo(1);
        assertThat(err.toString()).contains("at least 1, found 0");
        assertThat(table).doesNotExist();
    }
}
