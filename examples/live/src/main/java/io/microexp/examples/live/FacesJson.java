package io.microexp.examples.live;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.face.DetectedFace;
import io.microexp.pipeline.FaceEmotion;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes faces as JSON. Everything is a number or a name of this library, except for messages, which are escaped. */
final class FacesJson {
    private FacesJson() {}

    static String array(List<FaceEmotion> faces) {
        return faces.stream().map(FacesJson::object).collect(Collectors.joining(",", "[", "]"));
    }

    private static String object(FaceEmotion face) {
        DetectedFace box = face.box();
        return String.format(
                Locale.ROOT,
                "{\"id\":%d,\"label\":\"%s\",\"sighting\":\"%s\",\"age\":%.3f,"
                        + "\"box\":{\"x\":%d,\"y\":%d,\"width\":%d,\"height\":%d,\"score\":%.3f},"
                        + "\"scores\":%s,\"smoothed\":%s}",
                face.id(),
                face.label().label(),
                face.sighting().name().toLowerCase(Locale.ROOT),
                face.ageNanos() / 1e9,
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                box.score(),
                scores(face.scores()),
                scores(face.smoothed()));
    }

    private static String scores(EmotionScores scores) {
        return scores.labels().stream()
                .map(emotion -> score(emotion, scores.probability(emotion)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String score(Emotion emotion, float probability) {
        return String.format(Locale.ROOT, "\"%s\":%.4f", emotion.label(), probability);
    }

    static String text(String message) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : message.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
