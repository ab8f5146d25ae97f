package io.microexp.internal.face;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.internal.face.Planes.Rectangle;
import java.util.ArrayList;
import java.util.List;

/** A detector that runs on this library's engine. Thread-safe: calls run side by side. */
abstract class NetworkFaceDetector implements FaceDetector {
    /** Directions in which tilted faces are searched, as no network here finds all of those tilted by 45 degrees. */
    private static final double[] TURNS = {-45, 45};

    private static final double MAX_OVERLAP = 0.4;

    private final FrameSearch search;
    private final boolean tilted;
    private volatile boolean closed;

    NetworkFaceDetector(FaceDetectorOptions options) {
        this.search = new FrameSearch(options);
        this.tilted = options.tiltedFaces();
    }

    @Override
    public final List<DetectedFace> detect(GrayImage image) {
        checkOpen();
        return search.faces(
                image.width(), image.height(), (region, scale) -> passes(PixelRows.of(image, region), scale));
    }

    @Override
    public final List<DetectedFace> detect(PixelBuffer frame) {
        checkOpen();
        return search.faces(
                frame.width(), frame.height(), (region, scale) -> passes(PixelRows.of(frame, region), scale));
    }

    private List<Candidate> passes(PixelRows frame, double scale) {
        PixelRows image = StretchedRows.of(frame);
        List<Candidate> upright = pass(image, scale);
        if (!tilted) {
            return upright;
        }
        List<Candidate> found = new ArrayList<>(upright);
        int width = scaled(image.width(), scale);
        int height = scaled(image.height(), scale);
        Planes level = new Planes(image.channels(), height, width);
        level.fill(image, all(image), width, height, 1, 0, 0, 1, 2);
        for (double degrees : TURNS) {
            found.addAll(turnedPass(level, new TurnedPart(width / 2.0, height / 2.0, 1, degrees)));
        }
        return NonMaximumSuppression.of(found, MAX_OVERLAP);
    }

    /** Searches a copy of the whole image that is turned. */
    private List<Candidate> turnedPass(Planes level, TurnedPart part) {
        double cos = Math.abs(part.cos());
        double sin = Math.abs(part.sin());
        int width = (int) Math.ceil(level.width() * cos + level.height() * sin);
        int height = (int) Math.ceil(level.width() * sin + level.height() * cos);
        Planes turned = new Planes(level.channels(), height, width);
        turned.fillTurned(level, part);
        return pass(turned, 1).stream()
                .map(face -> part.back(face, width, height))
                .toList();
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
