package io.microexp.face;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Four points of a face in image pixels. Left and right are the person's own. The points may lie outside the image.
 * Immutable.
 *
 * @param rightEye center of the right eye
 * @param leftEye center of the left eye
 * @param nose tip of the nose
 * @param mouth center of the mouth
 */
public record FaceLandmarks(Point rightEye, Point leftEye, Point nose, Point mouth) {
    /**
     * A place in an image.
     *
     * @param x pixels from the left edge
     * @param y pixels from the top edge
     */
    public record Point(float x, float y) {
        /**
         * Returns the point halfway between two points.
         *
         * @param a one point
         * @param b the other point
         * @return their midpoint
         */
        public static Point between(Point a, Point b) {
            return new Point((a.x + b.x) / 2, (a.y + b.y) / 2);
        }
    }

    /**
     * Checks the values.
     *
     * @param rightEye center of the right eye
     * @param leftEye center of the left eye
     * @param nose tip of the nose
     * @param mouth center of the mouth
     * @throws NullPointerException if a point is null
     */
    public FaceLandmarks {
        Objects.requireNonNull(rightEye, "rightEye");
        Objects.requireNonNull(leftEye, "leftEye");
        Objects.requireNonNull(nose, "nose");
        Objects.requireNonNull(mouth, "mouth");
    }

    /**
     * Returns how far the face is turned in the image plane: the angle of the line from the right eye to the left eye.
     *
     * @return degrees above -180 and up to 180; positive if the head is turned clockwise as the viewer sees it, and 0
     *     if the eyes are level
     */
    public double tilt() {
        return Math.toDegrees(Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x));
    }

    /**
     * Returns these landmarks with each point mapped, for example moved or scaled.
     *
     * @param mapping maps one point
     * @return the mapped landmarks
     */
    public FaceLandmarks map(UnaryOperator<Point> mapping) {
        return new FaceLandmarks(
                mapping.apply(rightEye), mapping.apply(leftEye), mapping.apply(nose), mapping.apply(mouth));
    }
}
