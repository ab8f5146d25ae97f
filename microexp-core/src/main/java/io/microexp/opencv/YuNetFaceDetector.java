package io.microexp.opencv;

import io.microexp.DataFormatException;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;
import io.microexp.image.GrayImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;

/**
 * Faces in any pose by the network YuNet (Wu, Peng and Yu, 2023), with landmarks. The model file is not part of this
 * library: OpenCV's model zoo has it as {@code face_detection_yunet_2023mar.onnx}. A face's score is 0 to 1.
 *
 * <p>Thread safety: safe; calls wait for each other, as OpenCV's network serves one at a time. Use one detector a
 * thread to detect in parallel.
 */
public final class YuNetFaceDetector implements FaceDetector {
    /** The least score of a face by default: {@value}. */
    public static final float DEFAULT_MIN_SCORE = 0.8f;

    private static final float MAX_OVERLAP = 0.3f;
    private static final int MAX_CANDIDATES = 5000;
    private static final int CPU = 0;
    private static final int SCORE_COLUMN = 14;
    /* a multiple of the network's stride of 32 */
    private static final GrayImage BLANK = GrayImage.of(new byte[64 * 64], 64, 64);

    private final FaceDetectorYN network;
    private boolean closed;

    private YuNetFaceDetector(FaceDetectorYN network) {
        this.network = network;
    }

    /**
     * Opens a detector with {@link #DEFAULT_MIN_SCORE}.
     *
     * @param model the ONNX file of YuNet
     * @return an open detector; close it
     * @throws io.microexp.BackendException if OpenCV's native library is missing
     * @throws DataFormatException if the file cannot be read or is not YuNet
     */
    public static YuNetFaceDetector open(Path model) {
        return open(model, DEFAULT_MIN_SCORE);
    }

    /**
     * Opens a detector.
     *
     * @param model the ONNX file of YuNet
     * @param minScore the least score of a face, 0 to 1
     * @return an open detector; close it
     * @throws IllegalArgumentException if the score is outside 0..1
     * @throws io.microexp.BackendException if OpenCV's native library is missing
     * @throws DataFormatException if the file cannot be read or is not YuNet
     */
    public static YuNetFaceDetector open(Path model, float minScore) {
        if (!(minScore >= 0 && minScore <= 1)) {
            throw new IllegalArgumentException("Expected a least score of 0..1, found " + minScore);
        }
        if (!Files.isReadable(model)) {
            throw new DataFormatException("YuNet model " + model + ": expected a readable file, found none");
        }
        OpenCvNatives.load();
        try (Size size = new Size(BLANK.width(), BLANK.height())) {
            YuNetFaceDetector detector = new YuNetFaceDetector(
                    FaceDetectorYN.create(model.toString(), "", size, minScore, MAX_OVERLAP, MAX_CANDIDATES, CPU, CPU));
            detector.tryOut();
            return detector;
        } catch (RuntimeException e) {
            throw new DataFormatException(
                    "YuNet model " + model
                            + ": expected the ONNX file of YuNet, found something else or a damaged file ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    /* OpenCV takes any network and fails at the first image only */
    private void tryOut() {
        try {
            detect(BLANK);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public synchronized List<DetectedFace> detect(GrayImage image) {
        if (closed) {
            throw new IllegalStateException("This YuNetFaceDetector is closed");
        }
        try (Mat gray = MatImages.toMat(image);
                Mat colour = new Mat();
                Mat rows = new Mat();
                Size size = new Size(image.width(), image.height())) {
            opencv_imgproc.cvtColor(gray, colour, opencv_imgproc.COLOR_GRAY2BGR);
            network.setInputSize(size);
            network.detect(colour, rows);
            return rows.empty() ? List.of() : faces(rows);
        }
    }

    private static List<DetectedFace> faces(Mat rows) {
        List<DetectedFace> faces = new ArrayList<>();
        try (FloatIndexer values = rows.createIndexer()) {
            for (int row = 0; row < rows.rows(); row++) {
                faces.add(face(values, row));
            }
        }
        faces.sort(DetectedFace.LARGEST_FIRST);
        return List.copyOf(faces);
    }

    /* a row: x, y, width, height, five points, score */
    private static DetectedFace face(FloatIndexer values, int row) {
        FaceLandmarks landmarks = new FaceLandmarks(
                point(values, row, 4),
                point(values, row, 6),
                point(values, row, 8),
                point(values, row, 10),
                point(values, row, 12));
        return new DetectedFace(
                Math.round(values.get(row, 0)),
                Math.round(values.get(row, 1)),
                Math.max(1, Math.round(values.get(row, 2))),
                Math.max(1, Math.round(values.get(row, 3))),
                values.get(row, SCORE_COLUMN),
                Optional.of(landmarks));
    }

    private static Point point(FloatIndexer values, int row, int column) {
        return new Point(values.get(row, column), values.get(row, column + 1));
    }

    @Override
    public synchronized void close() {
        closed = true;
        network.close();
    }
}
