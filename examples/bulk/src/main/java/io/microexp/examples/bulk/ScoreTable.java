package io.microexp.examples.bulk;

import io.microexp.Emotion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file of {@link FaceRow}s that grows photo by photo and survives an interruption at any byte: the rows of the last
 * photo may be half written, so they are cut off when the table is opened again, and that photo is read once more.
 */
final class ScoreTable implements AutoCloseable {
    /** The last row may end within quotes. */
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setLenientEof(true).get();

    private final List<Emotion> labels;
    private final Set<String> done = new HashSet<>();
    private final CSVPrinter printer;

    /** Opens the table that was begun, or begins one. */
    ScoreTable(Path file, List<Emotion> labels) throws IOException {
        this.labels = labels;
        long kept = Files.exists(file) ? keep(file) : 0;
        this.printer = new CSVPrinter(
                Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), FORMAT);
        if (kept == 0) {
            printer.printRecord(FaceRow.columns(labels));
            printer.flush();
        }
    }

    /** Whether a photo has its rows. */
    boolean contains(String file) {
        return done.contains(file);
    }

    /** Appends the rows of one photo. */
    void append(List<FaceRow> rows) throws IOException {
        for (FaceRow row : rows) {
            printer.printRecord(row.values(labels).stream().map(ScoreTable::text));
        }
        printer.flush();
    }

    private static Object text(Object value) {
        return value instanceof Float score ? String.format(Locale.ROOT, "%.4f", score) : value;
    }

    /** Notes all photos but the last, cuts the last one's rows off, and returns how many bytes are left. */
    private long keep(Path file) throws IOException {
        List<String> header = List.of();
        String last = null;
        long end = 0;
        try (CSVParser rows = CSVParser.builder()
                .setPath(file)
                .setCharset(StandardCharsets.UTF_8)
                .setFormat(FORMAT)
                .setTrackBytes(true)
                .get()) {
            for (CSVRecord row : rows) {
                if (row.getRecordNumber() == 1) {
                    header = row.toList();
                } else if (!row.get(0).equals(last)) {
                    done.add(last);
                    last = row.get(0);
                    end = row.getBytePosition();
                }
            }
        }
        requireColumns(file, header, last == null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        }
        return end;
    }

    /** A header alone may be cut off, and is written again. */
    private void requireColumns(Path file, List<String> found, boolean alone) throws IOException {
        List<String> expected = FaceRow.columns(labels);
        boolean begun = alone && String.join(",", expected).startsWith(String.join(",", found));
        if (!found.equals(expected) && !begun) {
            throw new IOException("Expected " + file + " to be a table with the columns " + expected
                    + ", found the columns " + found + ". Name another file");
        }
    }

    @Override
    public void close() throws IOException {
        printer.close();
    }
}
