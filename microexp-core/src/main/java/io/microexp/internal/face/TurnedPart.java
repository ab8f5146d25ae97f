package io.microexp.internal.face;

import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;

/**
 * A part of an image that is rotated and scaled. It maps pixels of the part to the image, and faces found in the part
 * back to the image.
 *
 * @param centerX the part's center, in pixels from the image's left edge
 * @param centerY the part's center, in pixels from the image's top edge
 * @param step pixels of the image per pixel of the part
 * @param degrees direction of the part's upper edge in the image, clockwise from level
 */
record TurnedPart(double centerX, double centerY, double step, double degrees) {
    double cos() {
        return Math.cos(Math.toRadians(degrees));
    }

    double sin() {
        return Math.sin(Math.toRadians(degrees));
    }

    /**
     * Returns a face of the part in pixels of the image. Its box keeps its size and stays upright.
     *
     * @param width of the part in pixels
     * @param height of the part in pixels
     */
    Candidate back(Candidate face, int width, int height) {
        Point center = back(face.centerX() - width / 2.0, face.centerY() - height / 2.0);
        FaceLandmarks landmarks = face.landmarks() == null
                ? null
                : face.landmarks().map(p -> back(p.x() - width / 2.0, p.y() - height / 2.0));
        double across = face.width() * step;
        double down = face.height() * step;
        return new Candidate(center.x() - across / 2, center.y() - down / 2, across, down, face.score(), landmarks);
    }

    private Point back(double right, double down) {
        return new Point((float) (centerX + step * (right * cos() - down * sin())), (float)
                (centerY + step * (right * sin() + down * cos())));
    }
}
