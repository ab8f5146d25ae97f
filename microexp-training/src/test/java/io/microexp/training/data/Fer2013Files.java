package io.microexp.training.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Generated files in FER2013's and FER+'s form. */
public final class Fer2013Files {
    public static final String HEADER = "emotion,pixels,Usage";
    static final String VOTES_HEADER =
            "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

    private static final int PIXELS = 48 * 48;

    private Fer2013Files() {}

    public static String row(int emotion, int firstPixel, String usage) {
        return emotion + "," + pixels(firstPixel, PIXELS) + "," + usage;
    }

    /** Pixels that count up from {@code first} and start again at 0 after 255. */
    static String pixels(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(value -> Integer.toString(value % 256))
                .collect(Collectors.joining(" "));
    }

    public static Path write(Path file, String header, String... rows) throws IOException {
        return Files.writeString(file, header + "\n" + String.join("\n", List.of(rows)) + "\n");
    }

    static Path gzip(Path file, Path source) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(Files.readString(source).getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
