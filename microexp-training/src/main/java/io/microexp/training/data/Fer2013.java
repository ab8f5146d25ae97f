package io.microexp.training.data;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.training.data.CsvRows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reader of FER2013 as Kaggle distributes it: {@code fer2013.csv}, plain or gzip, with the columns
 * {@code emotion,pixels,Usage}; 48x48 gray faces in seven classes, {@link Emotion#FER2013}.
 *
 * <p>I. Goodfellow et al., "Challenges in Representation Learning", ICONIP 2013.
 */
public final class Fer2013 {
    /** The split to train on: 28,709 faces. */
    public static final String TRAINING = "Training";
    /** The split to choose on: 3,589 faces. */
    public static final String PUBLIC_TEST = "PublicTest";
    /** The split to report once: 3,589 faces. */
    public static final String PRIVATE_TEST = "PrivateTest";

    static final int SIZE = 48;
    static final String USAGE = "Usage";

    private static final int PIXELS = SIZE * SIZE;
    private static final int MAX_PIXEL = 255;
    private static final String EMOTION_COLUMN = "emotion";
    private static final String PIXELS_COLUMN = "pixels";
    static final List<String> COLUMNS = List.of(EMOTION_COLUMN, PIXELS_COLUMN, USAGE);

    private Fer2013() {}

    /**
     * Reads one split, in file order.
     *
     * @param csv {@code fer2013.csv} or {@code fer2013.csv.gz}; told apart by content, not by name
     * @param usage the split: {@link #TRAINING}, {@link #PUBLIC_TEST} or {@link #PRIVATE_TEST}
     * @return its faces, named {@code usage}
     * @throws DataFormatException if the file is missing, cut short, lacks a column, holds no row of that usage, or
     *     such a row has not exactly 2304 pixels of 0..255 and a label of 0..6; names file and line
     */
    public static FaceDataset read(Path csv, String usage) {
        FaceDataset.Builder faces = FaceDataset.builder(usage, Emotion.FER2013);
        Set<String> usages = new TreeSet<>();
        CsvRows.forEach(csv, COLUMNS, row -> {
            String found = row.text(USAGE).strip();
            usages.add(found);
            if (found.equals(usage)) {
                faces.add(image(row), row.integer(EMOTION_COLUMN, 0, Emotion.FER2013.size() - 1));
            }
        });
        if (!usages.contains(usage)) {
            throw noSuchUsage(csv, usage, usages);
        }
        return faces.build();
    }

    /** Returns the splits of a file, in name order. */
    public static List<String> usages(Path csv) {
        Set<String> usages = new TreeSet<>();
        CsvRows.forEach(csv, COLUMNS, row -> usages.add(row.text(USAGE).strip()));
        return List.copyOf(usages);
    }

    static DataFormatException noSuchUsage(Path csv, String usage, Set<String> found) {
        return new DataFormatException(csv + ": expected rows of the split " + usage + ", found only " + found);
    }

    /** Returns the 2304 pixels of a row, written as decimal numbers with spaces between. */
    static GrayImage image(Row row) {
        String text = row.text(PIXELS_COLUMN);
        byte[] pixels = new byte[PIXELS];
        int count = 0;
        for (int at = skipSpaces(text, 0); at < text.length(); at = skipSpaces(text, at)) {
            int end = at;
            int value = 0;
            while (end < text.length() && text.charAt(end) != ' ') {
                int digit = text.charAt(end++) - '0';
                value = digit >= 0 && digit <= 9 && value <= MAX_PIXEL ? value * 10 + digit : MAX_PIXEL + 1;
            }
            if (value > MAX_PIXEL) {
                throw row.error("pixels of 0..255", "\"" + text.substring(at, end) + "\" as pixel " + count);
            }
            if (count < PIXELS) {
                pixels[count] = (byte) value;
            }
            count++;
            at = end;
        }
        if (count != PIXELS) {
            throw row.error(PIXELS + " pixels (" + SIZE + "x" + SIZE + ")", count);
        }
        return GrayImage.wrap(pixels, 0, SIZE, SIZE, SIZE);
    }

    private static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }
}
