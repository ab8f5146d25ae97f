package io.microexp.training.detector;

import com.google.gson.JsonParseException;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.image.awt.AwtImages;
import io.microexp.training.io.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Photographs whose faces are labeled. In a folder the labels are in {@code photos.json}: a list of objects with
 * {@code file}, {@code kind} (face, none or art) and {@code faces}. A face has {@code box} ([x, y, width, height] in
 * pixels), {@code tags} (a letter each, see {@link FaceKind}), {@code expression} (a letter, or several that are all
 * fair, as D/A; empty if unclear) and {@code ignore} (neither asked for nor an error).
 *
 * @param photos the labels, in the order of the file
 * @param pictures returns the picture of a photograph by its index
 */
public record LabeledPhotos(List<Photo> photos, IntFunction<BufferedImage> pictures) {
    private static final Map<Character, Emotion> EXPRESSIONS = Map.of(
            'H', Emotion.HAPPINESS,
            'N', Emotion.NEUTRAL,
            'A', Emotion.ANGER,
            'U', Emotion.SURPRISE,
            'S', Emotion.SADNESS,
            'D', Emotion.DISGUST,
            'F', Emotion.FEAR,
            'C', Emotion.CONTEMPT);

    /** One photograph. */
    public record Photo(String file, String kind, List<Face> faces) {
        /** Returns whether it shows people; if not, each face found in it is false. */
        boolean isOfPeople() {
            return kind.equals("face");
        }

        boolean isWithoutFaces() {
            return kind.equals("none");
        }
    }

    /** A labeled face. */
    public record Face(double[] box, String tags, String expression, boolean ignore) {
        double width() {
            return box[2];
        }

        double height() {
            return box[3];
        }

        /** Returns the labels that are fair, none if the expression is unclear. */
        Set<Emotion> emotions() {
            Set<Emotion> emotions = EnumSet.noneOf(Emotion.class);
            for (char letter : expression.toCharArray()) {
                if (letter != '/') {
                    emotions.add(EXPRESSIONS.get(letter));
                }
            }
            return emotions;
        }
    }

    /**
     * Reads a folder.
     *
     * @throws DataFormatException if {@code photos.json} is missing or not of this form
     */
    public static LabeledPhotos read(Path folder) {
        Path file = folder.resolve("photos.json");
        try {
            Photo[] photos = Json.COMPACT.fromJson(Files.readString(file), Photo[].class);
            if (photos == null || photos.length == 0) {
                throw new DataFormatException(file + ": expected a list of photographs, found none");
            }
            for (Photo photo : photos) {
                check(file, photo);
            }
            return new LabeledPhotos(List.of(photos), photo -> AwtImages.read(folder.resolve(photos[photo].file())));
        } catch (IOException | JsonParseException e) {
            throw new DataFormatException(file + ": expected a readable list of labeled photographs, found " + e, e);
        }
    }

    /** Returns the letter that stands for an emotion. */
    static String letter(Emotion emotion) {
        return EXPRESSIONS.entrySet().stream()
                .filter(entry -> entry.getValue() == emotion)
                .map(entry -> entry.getKey().toString())
                .findFirst()
                .orElseThrow();
    }

    private static void check(Path file, Photo photo) {
        if (photo == null || photo.file() == null || photo.kind() == null || photo.faces() == null) {
            throw new DataFormatException(file + ": expected file, kind and faces of each photograph, found " + photo);
        }
        for (Face face : photo.faces()) {
            if (face.box() == null || face.box().length != 4 || face.tags() == null || face.expression() == null) {
                throw new DataFormatException(file
                        + ": expected a box of four numbers, tags and an expression of each face in " + photo.file());
            }
            if (!face.expression().matches("([HNAUSDFC](/[HNAUSDFC])*)?")) {
                throw new DataFormatException(file + ": expected expressions of the letters " + EXPRESSIONS.keySet()
                        + ", found " + face.expression() + " in " + photo.file());
            }
        }
    }
}
