package io.microexp.training.cli;

import io.microexp.image.GrayImage;
import io.microexp.training.testing.BrightnessModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Writes {@link BrightnessModel}'s faces as the files of FER2013 and FER+. */
final class FaceFiles {
    private static final String VOTES_HEADER =
            "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

    private FaceFiles() {}

    /** A row of {@code fer2013.csv}: a face that the model gives class {@code shown}, labeled {@code label}. */
    static String row(int shown, int label, String usage) {
        GrayImage face = BrightnessModel.face(shown);
        return label + ","
                + (face.get(0, 0) + " ").repeat(face.width() * face.height()).strip() + "," + usage;
    }

    static Path csv(Path file, List<String> rows) throws IOException {
        return Files.writeString(file, "emotion,pixels,Usage\n" + String.join("\n", rows) + "\n");
    }

    /** Ten votes for one column a row, by its index after the image name. */
    static Path votes(Path file, String usage, int... columns) throws IOException {
        String rows = IntStream.of(columns)
                .mapToObj(column -> usage + ",f.png,"
                        + IntStream.range(0, 10)
                                .mapToObj(i -> i == column ? "10" : "0")
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n"));
        return Files.writeString(file, VOTES_HEADER + "\n" + rows + "\n");
    }

    static Path gzip(Path source, Path target) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
            Files.copy(source, out);
        }
        return target;
    }
}
