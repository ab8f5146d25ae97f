package io.microexp.training.data;

import io.microexp.DataFormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.io.input.BOMInputStream;

/**
 * Streams the rows of a csv file with a header line, plain or gzip (told apart by its first bytes), with or without a
 * byte order mark.
 */
public final class CsvRows {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC = 0x1F8B;
    private static final int MAX_SHOWN = 200;
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setAllowMissingColumnNames(true)
            .get();

    private CsvRows() {}

    /**
     * Calls {@code reader} for each row in file order.
     *
     * @param csv the file
     * @param columns those that its header must have once each, among others
     * @param reader receives the rows
     * @throws DataFormatException if the file cannot be read, is cut short, or lacks a column or has it twice; or from
     *     {@code reader}
     */
    public static void forEach(Path csv, List<String> columns, Consumer<Row> reader) {
        long line = 1;
        try (InputStream bytes = open(csv);
                Reader text = new InputStreamReader(bytes, StandardCharsets.UTF_8);
                CSVParser parser = CSVParser.parse(text, FORMAT)) {
            requireColumns(csv, columns, parser.getHeaderNames());
            line = parser.getCurrentLineNumber() + 1;
            for (Iterator<CSVRecord> records = parser.iterator(); records.hasNext(); ) {
                reader.accept(new Row(csv, line, records.next()));
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DataFormatException(
                    csv + ", line " + line + ": expected a complete csv or gzip file, found: " + rootMessage(e), e);
        }
    }

    private static void requireColumns(Path csv, List<String> columns, List<String> found) {
        for (String column : columns) {
            int times = Collections.frequency(found, column);
            if (times != 1) {
                throw error(
                        csv,
                        1,
                        "a header with each of the columns " + columns + " once",
                        (times == 0 ? "no column " : times + " columns ") + column + " in " + shortened(found));
            }
        }
    }

    /** A header of another kind of file may be very long. */
    private static String shortened(List<String> header) {
        String text = header.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    static DataFormatException error(Path csv, long line, String expected, Object found) {
        return new DataFormatException(csv + ", line " + line + ": expected " + expected + ", found " + found);
    }

    private static InputStream open(Path csv) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(csv), BUFFER_BYTES);
        try {
            file.mark(2);
            int magic = file.read() << 8 | file.read();
            file.reset();
            InputStream plain = magic == GZIP_MAGIC ? new GZIPInputStream(file, BUFFER_BYTES) : file;
            return BOMInputStream.builder().setInputStream(plain).get();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static String rootMessage(Throwable e) {
        return e instanceof UncheckedIOException ? e.getCause().toString() : e.toString();
    }

    /**
     * One row and its place in the file.
     *
     * @param csv the file
     * @param line of the row's beginning, from 1
     * @param values its columns
     */
    public record Row(Path csv, long line, CSVRecord values) {
        /** Returns a column as it stands. */
        public String text(String column) {
            if (!values.isSet(column)) {
                throw error("a value for column " + column, values.size() + " columns; the file may be cut short");
            }
            return values.get(column);
        }

        /** Returns a column that holds a whole number of a range, both ends included. */
        public int integer(String column, int min, int max) {
            String text = text(column).strip();
            try {
                int value = Integer.parseInt(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw outOfRange(column, min, max, text);
            }
            throw outOfRange(column, min, max, text);
        }

        /** Returns a column that holds a number, NaN included. */
        public double real(String column) {
            String text = text(column).strip();
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw error(column + " as a number", "\"" + text + "\"");
            }
        }

        DataFormatException error(String expected, Object found) {
            return CsvRows.error(csv, line, expected, found);
        }

        private DataFormatException outOfRange(String column, int min, int max, String found) {
            return error(column + " as a whole number of " + min + ".." + max, "\"" + found + "\"");
        }
    }
}
