package io.microexp.face;

import io.microexp.image.GrayImage;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * One face in an image. Immutable.
 *
 * <p>Every detector of this library frames a face as OpenCV's frontal cascade does, roughly from the middle of the
 * forehead to the chin. The box may reach outside the image.
 *
 * @param x left edge in pixels
 * @param y top edge in pixels
 * @param width pixels, positive
 * @param height pixels, positive
 * @param score the detector's confidence, 0 to 1
 * @param landmarks eyes, nose and mouth, if the detector finds them
 */
public record DetectedFace(int x, int y, int width, int height, float score, Optional<FaceLandmarks> landmarks) {
    /** Larger boxes before smaller ones. Ties go to the higher score. */
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
     * @param x left edge in pixels
     * @param y top edge in pixels
     * @param width pixels, positive
     * @param height pixels, positive
     * @param score the detector's confidence, 0 to 1
     * @param landmarks eyes, nose and mouth, if the detector finds them
     * @throws IllegalArgumentException if the box is empty or the score is outside 0..1
     */
    public DetectedFace {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Expected a positive width and height, found " + width + "x" + height);
        }
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("Expected a score of 0..1, found " + score);
        }
        Objects.requireNonNull(landmarks, "landmarks");
    }

    /**
     * Creates a face without landmarks.
     *
     * @param x left edge in pixels
     * @param y top edge in pixels
     * @param width pixels, positive
     * @param height pixels, positive
     * @param score the detector's confidence, 0 to 1
     * @throws IllegalArgumentException if the box is empty or the score is outside 0..1
     */
    public DetectedFace(int x, int y, int width, int height, float score) {
        this(x, y, width, height, score, Optional.empty());
    }

    /**
     * Cuts out the face as a square with {@link #DEFAULT_MARGIN}.
     *
     * @param image the image it was found in
     * @return the crop, a view of the image if the square lies inside it
     * @throws IllegalArgumentException if the box does not touch the image, or is far larger than it
     */
    public GrayImage crop(GrayImage image) {
        return crop(image, DEFAULT_MARGIN);
    }

    /**
     * Cuts out the face as a square around the box's center. Where the square extends outside the
     * image, the nearest pixels of the image are repeated.
     *
     * @param image the image it was found in
     * @param margin the share of the box's larger side added on every side; above -0.5
     * @return the crop, a view of the image if the square lies inside it
     * @throws IllegalArgumentException if the margin leaves nothing, the box does not touch the image, or the square is
     *     more than four times as long as the image's longer side
     */
    public GrayImage crop(GrayImage image, double margin) {
        int side = squareSide(image, margin);
        int left = (int) Math.round(x + width / 2.0 - side / 2.0);
        int top = (int) Math.round(y + height / 2.0 - side / 2.0);
        return Crops.square(image, left, top, side);
    }

    /** Returns the side of the crop in pixels. */
    int squareSide(GrayImage image, double margin) {
        if (!(margin > -0.5)) {
            throw new IllegalArgumentException("Expected a margin above -0.5, found " + margin);
        }
        if (x >= image.width() || y >= image.height() || (long) x + width <= 0 || (long) y + height <= 0) {
            throw new IllegalArgumentException("Expected a box that touches " + image + ", found " + this);
        }
        double side = Math.max(1, Math.rint(Math.max(width, height) * (1 + 2 * margin)));
        long most = 4L * Math.max(image.width(), image.height());
        if (side > most) {
            throw new IllegalArgumentException("Expected a crop of at most " + most + " pixels a side from " + image
                    + ", found " + side + ". Check the box " + width + "x" + height + " and the margin " + margin);
        }
        return (int) side;
    }
}
