package io.microexp.face;

import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.internal.face.BuiltInFaceDetector;
import io.microexp.internal.face.YuNet;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds faces in an image. Each implementation states whether it is thread-safe.
 */
public interface FaceDetector extends AutoCloseable {
    /**
     * Opens the built-in detector with the default options. It needs no native code and no model file, gives landmarks,
     * and is thread-safe.
     *
     * @return an open detector, which the caller closes
     */
    static FaceDetector open() {
        return open(FaceDetectorOptions.DEFAULT);
    }

    /**
     * Opens the built-in detector.
     *
     * @param options how frames are searched
     * @return an open detector, which the caller closes
     */
    static FaceDetector open(FaceDetectorOptions options) {
        return new BuiltInFaceDetector(options);
    }

    /**
     * Opens a detector that runs the network YuNet (Wu, Peng and Yu, 2023) without native code. It gives landmarks and
     * is thread-safe. The file is not part of this library: OpenCV's model zoo has it as {@code
     * face_detection_yunet_2023mar.onnx}.
     *
     * @param yunetFile the ONNX file of YuNet
     * @return an open detector, which the caller closes
     * @throws io.microexp.DataFormatException if the file cannot be read or is not YuNet
     */
    static FaceDetector open(Path yunetFile) {
        return open(yunetFile, FaceDetectorOptions.DEFAULT);
    }

    /**
     * Opens a detector that runs the network YuNet without native code.
     *
     * @param yunetFile the ONNX file of YuNet
     * @param options how frames are searched
     * @return an open detector, which the caller closes
     * @throws io.microexp.DataFormatException if the file cannot be read or is not YuNet
     */
    static FaceDetector open(Path yunetFile, FaceDetectorOptions options) {
        return YuNet.open(yunetFile, options);
    }

    /**
     * Finds the faces.
     *
     * @param image the whole image; not modified
     * @return the faces, largest first; empty if there is none
     * @throws IllegalStateException if this detector is closed
     */
    List<DetectedFace> detect(GrayImage image);

    /**
     * Finds the faces of a camera frame, in color if the frame has color and the detector uses it. The default
     * implementation searches the frame in gray.
     *
     * @param frame the whole frame; not modified
     * @return the faces, largest first; empty if there is none
     * @throws IllegalStateException if this detector is closed
     */
    default List<DetectedFace> detect(PixelBuffer frame) {
        return detect(frame.toGray());
    }

    /** Frees every resource. Idempotent. Later calls to other methods throw. */
    @Override
    void close();
}
