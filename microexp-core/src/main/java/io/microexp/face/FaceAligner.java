package io.microexp.face;

import io.microexp.image.GrayImage;

/**
 * Cuts a face out of a frame upright, as the expression network expects it. Immutable and thread-safe.
 *
 * <p>The network tolerates some tilt, and turning a face that is nearly upright costs more than it gains. So a face is
 * turned only if the line between its eyes is tilted by {@value #MIN_TILT} degrees or more. Without landmarks a face is
 * cropped as it is.
 */
public final class FaceAligner {
    /** The minimum tilt in degrees at which a face is turned: {@value}. */
    public static final double MIN_TILT = 20;

    /** Creates an aligner. */
    public FaceAligner() {}

    /**
     * Cuts out a face with {@link DetectedFace#DEFAULT_MARGIN} and turns it upright if it is tilted.
     *
     * @param frame the image that the face was found in; not modified
     * @param face the face
     * @return a square image. It is a view of the frame if the face is not turned and its crop lies inside the frame
     * @throws IllegalArgumentException as {@link DetectedFace#crop(GrayImage)} does
     */
    public GrayImage align(GrayImage frame, DetectedFace face) {
        double tilt = face.landmarks().map(FaceLandmarks::tilt).orElse(0.0);
        // NaN comes from landmarks that are not numbers
        if (!(Math.abs(tilt) >= MIN_TILT)) {
            return face.crop(frame);
        }
        int side = face.squareSide(frame, DetectedFace.DEFAULT_MARGIN);
        double centerX = face.x() + face.width() / 2.0;
        double centerY = face.y() + face.height() / 2.0;
        return Crops.turned(frame, centerX, centerY, side, tilt);
    }
}
