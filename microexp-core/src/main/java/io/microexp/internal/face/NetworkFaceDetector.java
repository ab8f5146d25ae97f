package io.microexp.internal.face;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.internal.face.Planes.Rectangle;
import java.util.List;

/** A detector that runs on this library's engine. Thread-safe: calls run side by side. */
abstract class NetworkFaceDetector implements FaceDetector {
    private final FrameSearch search;
    private volatile boolean closed;

    NetworkFaceDetector(FaceDetectorOptions options) {
        this.search = new FrameSearch(options);
    }

    @Override
    public final List<DetectedFace> detect(GrayImage image) {
        checkOpen();
        return search.faces(image.width(), image.height(), (region, scale) -> pass(PixelRows.of(image, region), scale));
    }

    @Override
    public final List<DetectedFace> detect(PixelBuffer frame) {
        checkOpen();
        return search.faces(frame.width(), frame.height(), (region, scale) -> pass(PixelRows.of(frame, region), scale));
    }

    /** Returns the faces of an image that is to be scaled, in pixels of the scaled one. */
    abstract List<Candidate> pass(PixelRows image, double scale);

    static int scaled(int pixels, double scale) {
        return (int) Math.max(1, Math.round(pixels * scale));
    }

    static Rectangle all(PixelRows image) {
        return new Rectangle(0, 0, image.width(), image.height());
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("This FaceDetector is closed");
        }
    }

    /** The memory is left to the garbage collector. */
    @Override
    public final void close() {
        closed = true;
    }
}
