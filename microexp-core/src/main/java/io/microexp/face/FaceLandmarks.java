package io.microexp.face;

/**
 * Five points of a face in image pixels; left and right are the person's own. They may lie outside the image.
 *
 * <p>Thread safety: immutable.
 *
 * @param rightEye centre of the right eye
 * @param leftEye centre of the left eye
 * @param nose tip of the nose
 * @param rightMouth right corner of the mouth
 * @param leftMouth left corner of the mouth
 */
public record FaceLandmarks(Point rightEye, Point leftEye, Point nose, Point rightMouth, Point leftMouth) {
    /**
     * A place in an image.
     *
     * @param x pixels from the left edge
     * @param y pixels from the top edge
     */
    public record Point(float x, float y) {}
}
