package io.microexp.examples.bulk;

import io.microexp.Emotion;
import io.microexp.face.DetectedFace;
import io.microexp.pipeline.FaceEmotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One row of the table of scores: a face of a photo, a photo without faces, or a file that could not be read.
 *
 * @param file the name by which the photo was requested
 * @param faces how many faces the photo has; a photo without faces, or a bad file, has one row all the same
 * @param face the face, if there is one
 * @param error why the file could not be read, in one line, if so
 */
public record FaceRow(String file, int faces, Optional<FaceEmotion> face, Optional<String> error) {
    private static final List<String> BEFORE_SCORES =
            List.of("file", "faces", "x", "y", "width", "height", "detection", "label");
    private static final String ERROR = "error";

    /**
     * Returns the rows of one photo.
     *
     * @param file its name
     * @param analysis finds and scores its faces; may throw what the library throws for bad files
     * @return one row per face, or one that says that there is none, or one with the error
     */
    public static List<FaceRow> of(String file, Supplier<List<FaceEmotion>> analysis) {
        try {
            List<FaceEmotion> faces = analysis.get();
            if (faces.isEmpty()) {
                return List.of(new FaceRow(file, 0, Optional.empty(), Optional.empty()));
            }
            return faces.stream()
                    .map(face -> new FaceRow(file, faces.size(), Optional.of(face), Optional.empty()))
                    .toList();
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
            return List.of(new FaceRow(file, 0, Optional.empty(), Optional.of(message)));
        }
    }

    /**
     * Returns the names of the columns.
     *
     * @param labels the model's labels
     * @return the names, one probability per label among them
     */
    public static List<String> columns(List<Emotion> labels) {
        return Stream.of(BEFORE_SCORES.stream(), labels.stream().map(Emotion::label), Stream.of(ERROR))
                .flatMap(names -> names)
                .toList();
    }

    /**
     * Returns the values of this row: text, int for what is counted, and float for scores.
     *
     * @param labels the model's labels
     * @return one value per column; null where there is none
     */
    public List<Object> values(List<Emotion> labels) {
        List<Object> values = new ArrayList<>(List.of(file, faces));
        face.ifPresentOrElse(found -> addFace(found, labels, values), () -> addNulls(labels.size(), values));
        values.add(error.orElse(null));
        return values;
    }

    private static void addFace(FaceEmotion face, List<Emotion> labels, List<Object> values) {
        DetectedFace box = face.box();
        values.addAll(List.of(
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                box.score(),
                face.label().label()));
        labels.forEach(label -> values.add(face.scores().probability(label)));
    }

    private static void addNulls(int labels, List<Object> values) {
        IntStream.range(values.size(), BEFORE_SCORES.size() + labels).forEach(column -> values.add(null));
    }
}
