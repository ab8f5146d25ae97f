package io.microexp.face;

import io.microexp.image.GrayImage;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * One face in an image. The box may reach outside the image.
 *
 * <p>Thread safety: immutable.
 *
 * @param x left edge in pixels
 * @param y top edge in pixels
 * @param width pixels, positive
 * @param height pixels, positive
 * @param score the detector's confidence; its scale is the detector's own, higher is surer
 * @param landmarks eyes, nose and mouth, if the detector finds them
 */
public record DetectedFace(int x, int y, int width, int height, float score, Optional<FaceLandmarks> landmarks) {
    /** Larger boxes before smaller ones; of equal ones the surer first. */
    public static final Comparator<DetectedFace> LARGEST_FIRST = Comparator.comparingLong(
                    (DetectedFace face) -> (long) face.width * face.height)
            .thenComparing(DetectedFace::score)
            .reversed();

    /**
     * The share of the box's larger side added on every side by default: {@value}. With it crops are framed as the
     * images of FER2013, on which the bundled models were trained: in those the median box of OpenCV's frontal cascade
     * is 0.96 of the image wide, and 1 / 0.96 = 1 + 2 * 0.02.
     */
    public static final double DEFAULT_MARGIN = 0.02;

    /**
     * Checks the values.
     *
     * @param x see the record
     * @param y see the record
     * @param width see the record
     * @param height see the record
     * @param score see the record
     * @param landmarks see the record
     * @throws IllegalArgumentException if the box is empty
     */
    public DetectedFace {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Expected a positive width and height, found " + width + "x" + height);
        }
        Objects.requireNonNull(landmarks, "landmarks");
    }

    /**
     * A face without landmarks.
     *
     * @param x left edge in pixels
     * @param y top edge in pixels
     * @param width pixels, positive
     * @param height pixels, positive
     * @param score the detector's confidence
     * @throws IllegalArgumentException if the box is empty
     */
    public DetectedFace(int x, int y, int width, int height, float score) {
        this(x, y, width, height, score, Optional.empty());
    }

    /**
     * The face cut out as a square with {@link #DEFAULT_MARGIN}.
     *
     * @param image the image it was found in
     * @return a view of the image
     */
    public GrayImage crop(GrayImage image) {
        return crop(image, DEFAULT_MARGIN);
    }

    /**
     * The face cut out as a square around the box's centre, shifted and, where the image is too small, shrunk to lie
     * inside the image.
     *
     * @param image the image it was found in
     * @param margin the share of the box's larger side added on every side; above -0.5
     * @return a view of the image
     * @throws IllegalArgumentException if the margin leaves nothing, or the box does not touch the image
     */
    public GrayImage crop(GrayImage image, double margin) {
        if (!(margin > -0.5)) {
            throw new IllegalArgumentException("Expected a margin above -0.5, found " + margin);
        }
        if (x >= image.width() || y >= image.height() || x + width <= 0 || y + height <= 0) {
            throw new IllegalArgumentException("Expected a box that touches " + image + ", found " + this);
        }
        int side = (int) Math.max(1, Math.round(Math.max(width, height) * (1 + 2 * margin)));
        int clamped = Math.min(side, Math.min(image.width(), image.height()));
        int left = inside(x + width / 2.0 - clamped / 2.0, image.width() - clamped);
        int top = inside(y + height / 2.0 - clamped / 2.0, image.height() - clamped);
        return image.view(left, top, clamped, clamped);
    }

    private static int inside(double start, int most) {
        return (int) Math.max(0, Math.min(Math.round(start), most));
    }
}
