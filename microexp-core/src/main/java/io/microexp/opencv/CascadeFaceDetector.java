package io.microexp.opencv;

import io.microexp.BackendException;
import io.microexp.DataFormatException;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.FileNode;
import org.bytedeco.opencv.opencv_core.FileStorage;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/**
 * Detects frontal faces with OpenCV's cascade of boosted Haar features (Viola and Jones, 2001). It needs no model file,
 * since OpenCV's native jar contains the cascade. A face's score grows with the number of overlapping hits behind its
 * box. It is {@code hits / (hits + minNeighbors)}, so at least 0.5.
 *
 * <p>Thread-safe: calls wait for each other, because OpenCV's cascade serves one at a time. Use one detector per
 * thread to detect in parallel.
 */
public final class CascadeFaceDetector implements FaceDetector {
    /* of the frontal cascades, the one with the fewest false faces: at 8 neighbors, none on 840 seeded textures */
    private static final String BUNDLED = "haarcascade_frontalface_alt.xml";

    private final CascadeClassifier cascade;
    private final double scaleFactor;
    private final int minNeighbors;
    private final int minFaceSize;
    private boolean closed;

    private CascadeFaceDetector(Builder builder, CascadeClassifier cascade) {
        this.cascade = cascade;
        this.scaleFactor = builder.scaleFactor;
        this.minNeighbors = builder.minNeighbors;
        this.minFaceSize = builder.minFaceSize;
    }

    /**
     * Opens a detector with the defaults.
     *
     * @return an open detector, which the caller closes
     * @throws BackendException if OpenCV's native library is missing
     */
    public static CascadeFaceDetector open() {
        return builder().open();
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public synchronized List<DetectedFace> detect(GrayImage image) {
        if (closed) {
            throw new IllegalStateException("This CascadeFaceDetector is closed");
        }
        try (Mat pixels = MatImages.toMat(image);
                RectVector boxes = new RectVector();
                IntPointer hits = new IntPointer();
                Size least = new Size(minFaceSize, minFaceSize);
                Size most = new Size()) {
            cascade.detectMultiScale2(pixels, boxes, hits, scaleFactor, minNeighbors, 0, least, most);
            return faces(boxes, hits, minNeighbors);
        } catch (RuntimeException e) {
            throw new BackendException(
                    "OpenCV's cascade failed on a frame of " + image.width() + "x" + image.height()
                            + " with scale factor " + scaleFactor + ": " + e.getMessage()
                            + ". Use a smaller frame or a larger scale factor",
                    e);
        }
    }

    private static Path bundled() {
        String resource = "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/haarcascades/" + BUNDLED;
        try {
            // copied next to the native libraries, which JavaCPP keeps in the same cache
            return Loader.cacheResource(CascadeClassifier.class, resource).toPath();
        } catch (IOException e) {
            throw new BackendException("Cascade " + resource + " of OpenCV's native jar cannot be read: " + e, e);
        }
    }

    private static CascadeClassifier loadBundled() {
        CascadeClassifier cascade = new CascadeClassifier();
        if (cascade.load(bundled().toString())) {
            return cascade;
        }
        cascade.close();
        throw new BackendException("OpenCV cannot read its own cascade " + bundled()
                + ". Delete JavaCPP's cache, which it is unpacked into, or use FaceDetector.open()");
    }

    private static CascadeClassifier readCascade(Path file) {
        CascadeClassifier cascade = new CascadeClassifier();
        try (FileStorage storage = new FileStorage(CascadeFile.read(file), FileStorage.READ | FileStorage.MEMORY);
                FileNode root = storage.getFirstTopLevelNode()) {
            if (cascade.read(root)) {
                return cascade;
            }
            throw new DataFormatException("Cascade " + file + ": OpenCV cannot use it. Use FaceDetector.open()");
        } catch (NoClassDefFoundError e) {
            cascade.close();
            throw new BackendException(
                    "A cascade file is read with the module java.xml, which is absent: add --add-modules java.xml", e);
        } catch (RuntimeException e) {
            cascade.close();
            throw e instanceof DataFormatException
                    ? e
                    : new DataFormatException("Cascade " + file + ": OpenCV cannot use it: " + e.getMessage(), e);
        }
    }

    private static List<DetectedFace> faces(RectVector boxes, IntPointer hits, int minNeighbors) {
        List<DetectedFace> faces = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            try (Rect box = boxes.get(i)) {
                float score = (float) hits.get(i) / (hits.get(i) + minNeighbors);
                faces.add(new DetectedFace(box.x(), box.y(), box.width(), box.height(), score));
            }
        }
        faces.sort(DetectedFace.LARGEST_FIRST);
        return List.copyOf(faces);
    }

    @Override
    public synchronized void close() {
        closed = true;
        cascade.close();
    }

    /** Collects settings. Thread safety: use a builder in one thread. */
    public static final class Builder {
        private Path file;
        private double scaleFactor = 1.1;
        private int minNeighbors = 8;
        private int minFaceSize = 32;

        private Builder() {}

        /**
         * Sets the cascade; by default OpenCV's {@code haarcascade_frontalface_alt.xml}.
         *
         * @param file a Haar or LBP cascade in the XML form of OpenCV 2.4 and newer, which is checked before OpenCV
         *     sees it. A modular program needs the module {@code java.xml} for it
         * @return this
         */
        public Builder file(Path file) {
            this.file = Objects.requireNonNull(file, "file");
            return this;
        }

        /**
         * Sets the ratio between the face sizes of two passes. A smaller one finds more faces and takes longer.
         *
         * @param scaleFactor 1.01 to 10; 1.1 by default
         * @return this
         * @throws IllegalArgumentException if outside that range
         */
        public Builder scaleFactor(double scaleFactor) {
            if (!(scaleFactor >= 1.01 && scaleFactor <= 10)) {
                throw new IllegalArgumentException("Expected a scale factor of 1.01..10, found " + scaleFactor);
            }
            this.scaleFactor = scaleFactor;
            return this;
        }

        /**
         * Sets how many overlapping hits make a face. A larger number gives fewer false faces and misses more faces.
         *
         * @param minNeighbors at least 1; 8 by default
         * @return this
         * @throws IllegalArgumentException if below 1
         */
        public Builder minNeighbors(int minNeighbors) {
            this.minNeighbors = atLeastOne("minNeighbors", minNeighbors);
            return this;
        }

        /**
         * Sets the size of the smallest face to look for. A larger one is faster.
         *
         * @param minFaceSize side of the box in pixels, at least 1; 32 by default
         * @return this
         * @throws IllegalArgumentException if below 1
         */
        public Builder minFaceSize(int minFaceSize) {
            this.minFaceSize = atLeastOne("minFaceSize", minFaceSize);
            return this;
        }

        /**
         * Opens the detector.
         *
         * @return an open detector, which the caller closes
         * @throws BackendException if OpenCV's native library is missing
         * @throws DataFormatException if the file cannot be read or is not a cascade
         */
        public CascadeFaceDetector open() {
            OpenCvNatives.load();
            return new CascadeFaceDetector(this, file == null ? loadBundled() : readCascade(file));
        }

        private static int atLeastOne(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException("Expected " + name + " >= 1, found " + value);
            }
            return value;
        }
    }
}
