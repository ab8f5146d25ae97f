package io.microexp.internal.face;

import io.microexp.ModelFormatException;
import io.microexp.internal.BundledFile;
import io.microexp.internal.face.Anchors.Anchor;
import io.microexp.internal.face.Anchors.BoxCode;
import io.microexp.internal.face.Anchors.Level;
import io.microexp.internal.json.Json;
import io.microexp.internal.protobuf.OnnxMetadata;
import java.util.List;
import java.util.Map;

/**
 * A detector's ONNX file and what its metadata says about input and output.
 *
 * @param network the network
 * @param anchors how its outputs are read
 * @param framing how it frames faces
 * @param scale factor of a pixel of 0 to 255
 * @param shift added after that
 * @param multiple height and width of the input are multiples of it
 */
record DetectorModel(FaceNetwork network, Anchors anchors, Framing framing, float scale, float shift, int multiple) {
    /** Metadata key of the description: a JSON object. */
    static final String KEY = "microexp.detector";

    /**
     * Reads a bundled file.
     *
     * @param name file name in {@code /io/microexp/face/}
     * @throws ModelFormatException if it is missing or damaged
     */
    static DetectorModel bundled(String name) {
        return of(name, BundledFile.read("Bundled face detector " + name, "/io/microexp/face/" + name));
    }

    /**
     * Reads a file's metadata.
     *
     * @throws ModelFormatException if they are missing or not as expected
     */
    static DetectorModel of(String name, byte[] onnx) {
        String text = OnnxMetadata.read(onnx, name).get(KEY);
        if (text == null) {
            throw new ModelFormatException("Face detector " + name + ": expected metadata " + KEY
                    + ", found none. Write the file with microexp-train convert-detector");
        }
        try {
            Map<?, ?> json = (Map<?, ?>) Json.parse(text);
            Anchors anchors = new Anchors(
                    list(json, "levels").stream().map(DetectorModel::level).toList(),
                    boxCode((Map<?, ?>) json.get("boxes")),
                    (int) number(json, "points"));
            Map<?, ?> input = (Map<?, ?>) json.get("input");
            Map<?, ?> framing = (Map<?, ?>) json.get("framing");
            return new DetectorModel(
                    new FaceNetwork(onnx, anchors.outputs()),
                    anchors,
                    new Framing(number(framing, "size"), number(framing, "below")),
                    (float) number(input, "scale"),
                    (float) number(input, "shift"),
                    (int) number(input, "multiple"));
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new ModelFormatException(
                    "Face detector " + name + ": metadata " + KEY + " cannot be read: " + e.getMessage()
                            + ". Write the file with microexp-train convert-detector",
                    e);
        }
    }

    private static Level level(Object json) {
        Map<?, ?> level = (Map<?, ?>) json;
        return new Level(
                (String) level.get("output"),
                (int) number(level, "stride"),
                list(level, "anchors").stream().map(DetectorModel::anchor).toList());
    }

    private static Anchor anchor(Object json) {
        List<?> values = (List<?>) json;
        return new Anchor((Double) values.get(0), (Double) values.get(1), (Double) values.get(2));
    }

    private static BoxCode boxCode(Map<?, ?> json) {
        String code = (String) json.get("code");
        return switch (code) {
            case "logarithmic" -> new BoxCode.Logarithmic(number(json, "center"), number(json, "size"));
            case "pixels" -> new BoxCode.Pixels();
            default ->
                throw new IllegalArgumentException("expected boxes of code logarithmic or pixels, found " + code);
        };
    }

    private static List<?> list(Map<?, ?> json, String key) {
        return (List<?>) json.get(key);
    }

    private static double number(Map<?, ?> json, String key) {
        return (Double) json.get(key);
    }

    /** Returns the least length of the input that holds so many pixels. */
    int padded(int pixels) {
        return (pixels + multiple - 1) / multiple * multiple;
    }
}
