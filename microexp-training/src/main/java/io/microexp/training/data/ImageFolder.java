package io.microexp.training.data;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reader of image folders: {@code root/split/class/*.png|jpg|jpeg}. A class folder bears an emotion's label
 * ({@code anger}, {@code happiness}, ...) or the adjective that Kaggle's folder form of FER2013 uses ({@code angry},
 * {@code happy}, {@code sad}). Colour becomes grey by BT.601's luma; faces are resized to the model's input.
 *
 * <p>Thread safety: stateless.
 */
public final class ImageFolder {
    private static final Map<String, Emotion> ADJECTIVES =
            Map.of("angry", Emotion.ANGER, "happy", Emotion.HAPPINESS, "sad", Emotion.SADNESS);

    private ImageFolder() {}

    /**
     * Reads one split, classes and files in name order.
     *
     * @param root the folder that holds the split
     * @param split the split's folder, and the dataset's name
     * @param labels the classes, in output order; not each needs a folder
     * @param preprocessing the model's input, for its size
     * @return the faces
     * @throws DataFormatException if a folder is missing, bears no label of {@code labels} or the split holds no
     *     image, or an image is damaged; names the path
     */
    public static FaceDataset read(Path root, String split, List<Emotion> labels, Preprocessing preprocessing) {
        Path folder = root.resolve(split);
        FaceDataset.Builder faces = FaceDataset.builder(split, labels);
        for (Path classFolder :
                FaceFiles.list(folder).stream().filter(Files::isDirectory).toList()) {
            int label = label(classFolder, labels);
            for (Path file : FaceFiles.list(classFolder)) {
                if (FaceFiles.isImage(file)) {
                    faces.add(FaceFiles.resize(FaceFiles.read(file), preprocessing), label);
                }
            }
        }
        FaceDataset read = faces.build();
        if (read.size() == 0) {
            throw new DataFormatException(folder + ": expected images as class/*.png or *.jpg, found none");
        }
        return read;
    }

    private static int label(Path classFolder, List<Emotion> labels) {
        String name = classFolder.getFileName().toString();
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).label().equals(name) || labels.get(i) == ADJECTIVES.get(name)) {
                return i;
            }
        }
        throw new DataFormatException(classFolder + ": expected a class folder named as one of "
                + labels.stream().map(Emotion::label).toList() + ", found \"" + name + "\"");
    }
}
