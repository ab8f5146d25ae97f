package io.microexp.examples.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Which photos to score: those in a folder and the folders below it, or those that a CSV file names. */
final class PhotoList {
    private static final Pattern PHOTO =
            Pattern.compile(".*\\.(jpe?g|png|gif|bmp|tiff?|webp|heic|avif)", Pattern.CASE_INSENSITIVE);

    private PhotoList() {}

    /** The photos by name, in order: paths relative to the folder, or as the CSV file's column gives them. */
    static Map<String, Path> of(Path input, String column) throws IOException {
        return Files.isDirectory(input) ? inFolder(input) : inTable(input, column);
    }

    private static Map<String, Path> inFolder(Path folder) throws IOException {
        Map<String, Path> photos = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> PHOTO.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .forEach(file -> photos.put(folder.relativize(file).toString(), file));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return photos;
    }

    private static Map<String, Path> inTable(Path table, String column) throws IOException {
        Map<String, Path> photos = new LinkedHashMap<>();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser rows = CSVParser.parse(table, StandardCharsets.UTF_8, format)) {
            if (!rows.getHeaderNames().contains(column)) {
                throw new IOException("Expected a column \"" + column + "\" in " + table + ", found the columns "
                        + rows.getHeaderNames() + ". Name one with --column");
            }
            for (CSVRecord row : rows) {
                photos.put(row.get(column), table.resolveSibling(row.get(column)));
            }
        }
        return photos;
    }
}
