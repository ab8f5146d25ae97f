package io.microexp.training.data.synthetic;

import io.microexp.Emotion;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Drawn faces as the files of FER2013 and FER+: to run a whole recipe without data. */
public final class SyntheticFiles {
    private static final long VALIDATION_SEED = 0x5EED;

    private SyntheticFiles() {}

    /**
     * Writes both files; equal arguments give equal bytes.
     *
     * @param csv in the schema of {@code fer2013.csv}
     * @param votes in the schema of {@code fer2013new.csv}, ten votes for what was drawn
     * @param faces of the Training split; PublicTest gets a fifth of that, at least seven
     * @param seed of the drawings
     * @throws IOException if a file cannot be written
     */
    public static void write(Path csv, Path votes, int faces, long seed) throws IOException {
        FaceDataset train = SyntheticFaces.generate(Fer2013.TRAINING, Emotion.FER2013, faces, 48, seed);
        FaceDataset valid = SyntheticFaces.generate(
                Fer2013.PUBLIC_TEST, Emotion.FER2013, Math.max(7, faces / 5), 48, seed ^ VALIDATION_SEED);
        AtomicFiles.writeString(csv, "emotion,pixels,Usage\n" + rows(train) + rows(valid));
        AtomicFiles.writeString(
                votes,
                "Usage,Image name,"
                        + Emotion.FERPLUS.stream().map(Emotion::label).collect(Collectors.joining(","))
                        + ",unknown,NF\n" + votes(train) + votes(valid));
    }

    private static String rows(FaceDataset faces) {
        return IntStream.range(0, faces.size())
                .mapToObj(face ->
                        faces.label(face) + "," + pixels(faces.image(face).toArray()) + "," + faces.name() + "\n")
                .collect(Collectors.joining());
    }

    private static String pixels(byte[] bytes) {
        return IntStream.range(0, bytes.length)
                .mapToObj(i -> String.valueOf(bytes[i] & 0xFF))
                .collect(Collectors.joining(" "));
    }

    private static String votes(FaceDataset faces) {
        return IntStream.range(0, faces.size())
                .mapToObj(face -> {
                    Emotion drawn = Emotion.FER2013.get(faces.label(face));
                    String counts = Emotion.FERPLUS.stream()
                            .map(emotion -> emotion == drawn ? "10" : "0")
                            .collect(Collectors.joining(","));
                    return String.format(Locale.ROOT, "%s,face%05d.png,%s,0,0%n", faces.name(), face, counts)
                            .replace(System.lineSeparator(), "\n");
                })
                .collect(Collectors.joining());
    }
}
