package io.microexp.face;

import io.microexp.image.GrayImage;
import java.util.List;

/**
 * Finds faces in an image.
 *
 * <p>Thread safety: as the implementation says.
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

    /** Frees every resource. Idempotent; later calls throw. */
    @Override
    void close();
}
