package io.microexp.internal.face;

import io.microexp.DataFormatException;
import io.microexp.MicroExpException;
import io.microexp.ModelFormatException;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;
import io.microexp.internal.ModelFile;
import io.microexp.internal.face.FaceNetwork.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * YuNet (Wu, Peng and Yu, 2023) from a user's file. Per stride s it has four outputs for each cell: {@code cls_s} and
 * {@code obj_s} (scores), {@code bbox_s} (center in cells, logarithm of the size in cells) and {@code kps_s} (right
 * eye, left eye, nose, right and left corner of the mouth in cells).
 */
public final class YuNet extends NetworkFaceDetector {
    /** The default minimum score of a face. */
    public static final double DEFAULT_SCORE_THRESHOLD = 0.7;

    private static final int[] STRIDES = {8, 16, 32};
    private static final List<String> KINDS = List.of("cls_", "obj_", "bbox_", "kps_");
    private static final int MULTIPLE = 32;
    private static final int BOX_VALUES = 4;
    private static final int POINT_VALUES = 10;
    private static final int MAX_CANDIDATES = 5000;
    private static final double MAX_OVERLAP = 0.3;

    private final FaceNetwork network;
    private final double threshold;

    private YuNet(byte[] onnx, FaceDetectorOptions options) {
        super(options);
        List<String> outputs = new ArrayList<>();
        for (int stride : STRIDES) {
            KINDS.forEach(kind -> outputs.add(kind + stride));
        }
        this.network = new FaceNetwork(onnx, outputs);
        this.threshold = options.scoreThreshold().orElse(DEFAULT_SCORE_THRESHOLD);
    }

    /**
     * Opens a file.
     *
     * @throws DataFormatException if it cannot be read or is not YuNet
     */
    public static YuNet open(Path file, FaceDetectorOptions options) {
        return checked(file, bytes(file), options);
    }

    /**
     * Reads a file and checks that it is YuNet and runs, for another engine that does not check what it reads.
     *
     * @throws DataFormatException if it cannot be read or is not YuNet
     */
    public static byte[] read(Path file) {
        byte[] onnx = bytes(file);
        checked(file, onnx, FaceDetectorOptions.DEFAULT).close();
        return onnx;
    }

    private static byte[] bytes(Path file) {
        try {
            return ModelFile.read(file);
        } catch (ModelFormatException e) {
            throw new DataFormatException("YuNet: " + e.getMessage(), e);
        }
    }

    private static YuNet checked(Path file, byte[] onnx, FaceDetectorOptions options) {
        try {
            YuNet detector = new YuNet(onnx, options);
            detector.checkOutputs();
            return detector;
        } catch (MicroExpException e) {
            throw new DataFormatException(
                    "YuNet model " + file
                            + ": expected the ONNX file of YuNet, found something else or a damaged file ("
                            + e.getMessage() + "). Copy it again, or use FaceDetector.open(), which needs no file",
                    e);
        }
    }

    private void checkOutputs() {
        int side = 2 * MULTIPLE;
        try (Run run = network.run(PixelRows.COLOR, side, side)) {
            float[][] results = run.results();
            for (int i = 0; i < results.length; i++) {
                int cells = side / STRIDES[i / KINDS.size()] * (side / STRIDES[i / KINDS.size()]);
                int values = List.of(1, 1, BOX_VALUES, POINT_VALUES).get(i % KINDS.size());
                if (results[i].length != cells * values) {
                    throw new DataFormatException("expected " + cells + " x " + values + " values from "
                            + KINDS.get(i % KINDS.size()) + STRIDES[i / KINDS.size()] + ", found " + results[i].length);
                }
            }
        }
    }

    @Override
    List<Candidate> pass(PixelRows image, double scale) {
        int width = scaled(image.width(), scale);
        int height = scaled(image.height(), scale);
        int paddedWidth = (width + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        int paddedHeight = (height + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        try (Run run = network.run(image.channels(), paddedHeight, paddedWidth)) {
            run.image().fill(image, all(image), width, height, 1, 0, 2, 1, 0);
            // as OpenCV does: which of several nearly equal boxes is kept hangs on little
            run.image().round();
            float[][] results = run.results();
            List<Candidate> found = new ArrayList<>();
            for (int level = 0; level < STRIDES.length; level++) {
                decode(results, level * KINDS.size(), STRIDES[level], paddedWidth / STRIDES[level], found);
            }
            found.sort(Candidate.SUREST_FIRST);
            List<Candidate> best = found.subList(0, Math.min(found.size(), MAX_CANDIDATES));
            return NonMaximumSuppression.of(best, MAX_OVERLAP).stream()
                    .map(Framing.YUNET::square)
                    .toList();
        }
    }

    private void decode(float[][] results, int first, int stride, int columns, List<Candidate> found) {
        float[] classes = results[first];
        float[] objects = results[first + 1];
        float[] boxes = results[first + 2];
        float[] points = results[first + 3];
        for (int cell = 0; cell < classes.length; cell++) {
            double score = Math.sqrt(clamp(classes[cell]) * clamp(objects[cell]));
            if (score >= threshold) {
                int x = cell % columns;
                int y = cell / columns;
                int box = cell * BOX_VALUES;
                double width = Math.exp(boxes[box + 2]) * stride;
                double height = Math.exp(boxes[box + 3]) * stride;
                Point[] at = new Point[POINT_VALUES / 2];
                for (int i = 0; i < at.length; i++) {
                    int point = cell * POINT_VALUES + 2 * i;
                    at[i] = new Point((points[point] + x) * stride, (points[point + 1] + y) * stride);
                }
                found.add(new Candidate(
                        (x + boxes[box]) * stride - width / 2,
                        (y + boxes[box + 1]) * stride - height / 2,
                        width,
                        height,
                        score,
                        new FaceLandmarks(at[0], at[1], at[2], Point.between(at[3], at[4]))));
            }
        }
    }

    private static double clamp(float value) {
        return Math.max(0, Math.min(value, 1));
    }
}
