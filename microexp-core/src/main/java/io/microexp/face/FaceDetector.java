package io.microexp.face;

import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import java.util.List;

/**
 * Finds faces in an image. Whether a detector is thread-safe is up to its class.
 */
public interface FaceDetector extends AutoCloseable {
    /**
     * Finds the faces.
     *
     * @param image the whole image; not modified
     * @return the faces, largest first; empty if there is none
     * @throws IllegalStateException if this detector is closed
     */
    List<DetectedFace> detect(GrayImage image);

    /**
     * Finds the faces of a camera frame, in color where the frame and the detector have it. The default implementation
     * searches the frame in gray.
     *
     * @param frame the whole frame; not modified
     * @return the faces, largest first; empty if there is none
     * @throws IllegalStateException if this detector is closed
     */
    default List<DetectedFace> detect(PixelBuffer frame) {
        return detect(frame.toGray());
    }

    /** Frees every resource. Idempotent; later calls throw. */
    @Override
    void close();
}
