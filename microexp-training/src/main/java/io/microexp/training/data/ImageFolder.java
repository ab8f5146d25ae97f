package io.microexp.training.data;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reader of image folders: {@code class/*} of PNG, JPEG, BMP, GIF or TIFF. A class folder is named after an emotion's
 * label ({@code anger}, {@code happiness}, ...) or the adjective that Kaggle's folder form of FER2013 uses
 * ({@code angry}, {@code happy}, {@code sad}). Color becomes gray by BT.601's luma; faces are resized to the model's
 * input.
 */
public final class ImageFolder {
    private static final Map<String, Emotion> ADJECTIVES =
            Map.of("angry", Emotion.ANGER, "happy", Emotion.HAPPINESS, "sad", Emotion.SADNESS);

    private ImageFolder() {}

    /**
     * Reads one split, classes and files in name order.
     *
     * @param folder the folder that holds the class folders
     * @param split the dataset's name
     * @param labels the classes, in output order; not each needs a folder
     * @param preprocessing the model's input, for its size
     * @param notes receives a sentence per class folder with files that are not images and were left out
     * @return the faces
     * @throws DataFormatException if a folder is missing or is not named after one of {@code labels}, the split holds
     *     no image, or an image is damaged; names the path
     */
    public static FaceDataset read(
            Path folder, String split, List<Emotion> labels, Preprocessing preprocessing, Consumer<String> notes) {
        FaceDataset.Builder faces = FaceDataset.builder(split, labels);
        for (Path classFolder :
                FaceFiles.list(folder).stream().filter(Files::isDirectory).toList()) {
            int label = label(classFolder, labels);
            List<Path> leftOut = new ArrayList<>();
            for (Path file : FaceFiles.list(classFolder)) {
                if (FaceFiles.isImage(file)) {
                    faces.add(FaceFiles.resize(FaceFiles.read(file), preprocessing), label);
                } else {
                    leftOut.add(file);
                }
            }
            if (!leftOut.isEmpty()) {
                notes.accept(
                        classFolder + ": left out " + leftOut.size() + " entries that are not PNG, JPEG, BMP, GIF or"
                                + " TIFF files, the first is " + leftOut.get(0).getFileName());
            }
        }
        FaceDataset read = faces.build();
        if (read.size() == 0) {
            throw new DataFormatException(
                    folder + ": expected images as CLASS/*.png, *.jpg, *.bmp, *.gif or *.tif, found none");
        }
        return read;
    }

    /** Returns the emotion that a class folder's name stands for. */
    public static Optional<Emotion> emotion(Path classFolder) {
        String name = classFolder.getFileName().toString();
        return Arrays.stream(Emotion.values())
                .filter(emotion -> emotion.label().equals(name) || emotion == ADJECTIVES.get(name))
                .findFirst();
    }

    /** Returns the emotion that a class folder's name stands for; names the choices if there is none. */
    public static Emotion requireEmotion(Path classFolder) {
        return emotion(classFolder).orElseThrow(() -> noSuchClass(classFolder, List.of(Emotion.values())));
    }

    private static int label(Path classFolder, List<Emotion> labels) {
        int label = labels.indexOf(requireEmotion(classFolder));
        if (label < 0) {
            throw noSuchClass(classFolder, labels);
        }
        return label;
    }

    private static DataFormatException noSuchClass(Path classFolder, List<Emotion> labels) {
        return new DataFormatException(classFolder + ": expected a class folder named as one of "
                + labels.stream().map(Emotion::label).toList() + ", found \"" + classFolder.getFileName()
                + "\". Classes of other names are not supported; rename or move the folder");
    }
}
