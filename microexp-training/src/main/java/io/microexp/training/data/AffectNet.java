package io.microexp.training.data;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.CsvRows.Row;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Reader of AffectNet (A. Mollahosseini et al., "AffectNet", IEEE Transactions on Affective Computing 2019) in both
 * layouts in which it was published. Eight classes, {@link Emotion#FERPLUS}; AffectNet's own numbers (0 neutral, 1
 * happy, 2 sad, 3 surprise, 4 fear, 5 disgust, 6 anger, 7 contempt) are mapped to that order. Color becomes gray by
 * BT.601's luma; faces are resized to the model's input.
 */
public final class AffectNet {
    /** Emotions by AffectNet's number. */
    private static final List<Emotion> NUMBERS = List.of(
            Emotion.NEUTRAL,
            Emotion.HAPPINESS,
            Emotion.SADNESS,
            Emotion.SURPRISE,
            Emotion.FEAR,
            Emotion.DISGUST,
            Emotion.ANGER,
            Emotion.CONTEMPT);

    /** 8 to 10 stand for none, uncertain and no face. */
    private static final int MAX_NUMBER = 10;

    private static final String FILE = "subDirectory_filePath";
    private static final String EXPRESSION = "expression";
    private static final List<String> COLUMNS =
            List.of(FILE, "face_x", "face_y", "face_width", "face_height", EXPRESSION);
    private static final String ANNOTATION_ENDING = "_exp.npy";

    private AffectNet() {}

    /**
     * Reads the first layout: a csv with the columns {@code subDirectory_filePath, face_x, face_y, face_width,
     * face_height, expression} and others. The face box, cut at the image's border, becomes the face. Rows without an
     * emotion (8 none, 9 uncertain, 10 no face) are left out.
     *
     * @param csv such as {@code validation.csv}, plain or gzip
     * @param images the folder that the csv's paths start from
     * @param name the split's name
     * @param preprocessing the model's input, for its size
     * @return the faces in file order
     * @throws DataFormatException if a file is missing or damaged, a value out of range, or a box outside its image
     */
    public static FaceDataset readCsv(Path csv, Path images, String name, Preprocessing preprocessing) {
        FaceDataset.Builder faces = FaceDataset.builder(name, Emotion.FERPLUS);
        CsvRows.forEach(csv, COLUMNS, row -> {
            int number = row.integer(EXPRESSION, 0, MAX_NUMBER);
            if (number < NUMBERS.size()) {
                GrayImage image = FaceFiles.read(images.resolve(row.text(FILE)));
                faces.add(FaceFiles.resize(face(image, row), preprocessing), label(number));
            }
        });
        return notEmpty(faces, csv);
    }

    /**
     * Reads the second layout: {@code folder/images/N.jpg}, faces already cut out, each with its number in
     * {@code folder/annotations/N_exp.npy}. Faces whose number is 8 to 10 are left out.
     *
     * @param folder such as {@code val_set}; its name becomes the split's
     * @param preprocessing the model's input, for its size
     * @return the faces in the order of N
     * @throws DataFormatException if a file is missing or damaged, or a number out of range
     */
    public static FaceDataset readFolder(Path folder, Preprocessing preprocessing) {
        FaceDataset.Builder faces = FaceDataset.builder(folder.getFileName().toString(), Emotion.FERPLUS);
        List<Path> files = FaceFiles.list(folder.resolve("images")).stream()
                .filter(FaceFiles::isImage)
                .sorted(Comparator.comparing((Path path) -> stem(path).length()).thenComparing(AffectNet::stem))
                .toList();
        for (Path file : files) {
            Path annotation = folder.resolve("annotations").resolve(stem(file) + ANNOTATION_ENDING);
            int number = NpyScalar.read(annotation, 0, MAX_NUMBER);
            if (number < NUMBERS.size()) {
                faces.add(FaceFiles.resize(FaceFiles.read(file), preprocessing), label(number));
            }
        }
        return notEmpty(faces, folder);
    }

    private static GrayImage face(GrayImage image, Row row) {
        int x = row.integer("face_x", Short.MIN_VALUE, Short.MAX_VALUE);
        int y = row.integer("face_y", Short.MIN_VALUE, Short.MAX_VALUE);
        int right = Math.min(image.width(), x + row.integer("face_width", 1, Short.MAX_VALUE));
        int bottom = Math.min(image.height(), y + row.integer("face_height", 1, Short.MAX_VALUE));
        int left = Math.max(0, x);
        int top = Math.max(0, y);
        if (left >= right || top >= bottom) {
            throw row.error("a face box that meets its image " + row.text(FILE) + ", " + image, row.values());
        }
        return image.view(left, top, right - left, bottom - top);
    }

    private static int label(int number) {
        return Emotion.FERPLUS.indexOf(NUMBERS.get(number));
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static FaceDataset notEmpty(FaceDataset.Builder faces, Path where) {
        FaceDataset read = faces.build();
        if (read.size() == 0) {
            throw new DataFormatException(
                    where + ": expected at least one face with an expression of 0..7, found none");
        }
        return read;
    }
}
