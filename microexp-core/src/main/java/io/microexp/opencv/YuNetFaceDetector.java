package io.microexp.opencv;

import io.microexp.BackendException;
import io.microexp.DataFormatException;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.face.FaceDetectorOptions.Region;
import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.internal.face.Candidate;
import io.microexp.internal.face.FrameSearch;
import io.microexp.internal.face.Framing;
import io.microexp.internal.face.ScaledFrame;
import io.microexp.internal.face.YuNet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;

/**
 * Finds faces in any pose with the network YuNet (Wu, Peng and Yu, 2023) in OpenCV, with landmarks. The model file is
 * not part of this library: OpenCV's model zoo has it as {@code face_detection_yunet_2023mar.onnx}.
 *
 * <p>Thread-safe: calls wait for each other, because OpenCV's network serves one at a time. Use one detector per thread
 * to detect in parallel.
 */
public final class YuNetFaceDetector implements FaceDetector {
    /** The default minimum score of a face: {@value}. */
    public static final double DEFAULT_SCORE_THRESHOLD = 0.7;

    private static final float MAX_OVERLAP = 0.3f;
    private static final int MAX_CANDIDATES = 5000;
    private static final int CPU = 0;
    private static final int SCORE_COLUMN = 14;
    private static final GrayImage BLANK = GrayImage.of(new byte[64 * 64], 64, 64);

    private final FaceDetectorYN network;
    private final FrameSearch search;
    private boolean closed;

    private YuNetFaceDetector(FaceDetectorYN network, FaceDetectorOptions options) {
        this.network = network;
        this.search = new FrameSearch(options);
    }

    /**
     * Opens a detector with the default options.
     *
     * @param model the ONNX file of YuNet
     * @return an open detector, which the caller closes
     * @throws io.microexp.BackendException if OpenCV's native library is missing
     * @throws DataFormatException if the file cannot be read or is not YuNet
     */
    public static YuNetFaceDetector open(Path model) {
        return open(model, FaceDetectorOptions.DEFAULT);
    }

    /**
     * Opens a detector.
     *
     * @param model the ONNX file of YuNet
     * @param options how frames are searched
     * @return an open detector, which the caller closes
     * @throws IllegalArgumentException if the options include tilted faces
     * @throws io.microexp.BackendException if OpenCV's native library is missing
     * @throws DataFormatException if the file cannot be read or is not YuNet
     */
    public static YuNetFaceDetector open(Path model, FaceDetectorOptions options) {
        if (options.tiltedFaces()) {
            throw new IllegalArgumentException("Expected options without tilted faces, which only detectors without"
                    + " native code search for. Use FaceDetector.open(Path, FaceDetectorOptions)");
        }
        // OpenCV does not survive some damaged files, hence the check by this library's engine
        byte[] onnx = YuNet.read(model);
        OpenCvNatives.load();
        float threshold = (float) options.scoreThreshold().orElse(DEFAULT_SCORE_THRESHOLD);
        try (Size size = new Size(BLANK.width(), BLANK.height())) {
            YuNetFaceDetector detector = new YuNetFaceDetector(
                    FaceDetectorYN.create(
                            "onnx", onnx, new byte[0], size, threshold, MAX_OVERLAP, MAX_CANDIDATES, CPU, CPU),
                    options);
            detector.tryOut();
            return detector;
        } catch (RuntimeException e) {
            throw new DataFormatException(
                    "YuNet model " + model + ": OpenCV cannot run it (" + e.getMessage()
                            + "). Use FaceDetector.open(Path), which needs no OpenCV, or FaceDetector.open()",
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
        return detect(image.width(), image.height(), (region, scale) -> ScaledFrame.of(image, region, scale));
    }

    @Override
    public synchronized List<DetectedFace> detect(PixelBuffer frame) {
        return detect(frame.width(), frame.height(), (region, scale) -> ScaledFrame.of(frame, region, scale));
    }

    private List<DetectedFace> detect(int width, int height, BiFunction<Region, Double, ScaledFrame> scaled) {
        if (closed) {
            throw new IllegalStateException("This YuNetFaceDetector is closed");
        }
        try {
            return search.faces(width, height, (region, scale) -> pass(scaled.apply(region, scale)));
        } catch (RuntimeException e) {
            throw new BackendException(
                    "OpenCV's YuNet failed on a frame of " + width + "x" + height + ": " + e.getMessage()
                            + ". Use a smaller frame",
                    e);
        }
    }

    private List<Candidate> pass(ScaledFrame frame) {
        try (Mat image = new Mat(frame.height(), frame.width(), opencv_core.CV_8UC3);
                Mat rows = new Mat();
                Size size = new Size(frame.width(), frame.height())) {
            image.data().put(frame.bgr());
            network.setInputSize(size);
            network.detect(image, rows);
            return rows.empty() ? List.of() : candidates(rows);
        }
    }

    private static List<Candidate> candidates(Mat rows) {
        List<Candidate> candidates = new ArrayList<>();
        try (FloatIndexer values = rows.createIndexer()) {
            for (int row = 0; row < rows.rows(); row++) {
                candidates.add(Framing.YUNET.square(candidate(values, row)));
            }
        }
        return candidates;
    }

    /* a row: x, y, width, height, five points (eyes, nose, corners of the mouth), score */
    private static Candidate candidate(FloatIndexer values, int row) {
        FaceLandmarks landmarks = new FaceLandmarks(
                point(values, row, 4),
                point(values, row, 6),
                point(values, row, 8),
                Point.between(point(values, row, 10), point(values, row, 12)));
        return new Candidate(
                values.get(row, 0),
                values.get(row, 1),
                values.get(row, 2),
                values.get(row, 3),
                values.get(row, SCORE_COLUMN),
                landmarks);
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
