package io.microexp.internal.face;

/**
 * How a network frames a face in comparison with OpenCV's frontal cascade, the common framing of all detectors.
 *
 * @param size longer side of the network's box divided by the side of the cascade's
 * @param below how far the network's center lies below the cascade's, as a share of the cascade's side
 */
public record Framing(double size, double below) {
    /** YuNet, measured on 589 photographs. */
    public static final Framing YUNET = new Framing(1.113, 0.017);

    /** Returns the square that the cascade would give for the network's box of an upright face. */
    public Candidate square(Candidate box) {
        return square(box, 0);
    }

    /** Returns the square that the cascade would give, turned back, for the box of a face tilted by some degrees. */
    public Candidate square(Candidate box, double tilt) {
        double side = box.longerSide() / size;
        double angle = Math.toRadians(tilt);
        double centerX = box.centerX() + below * side * Math.sin(angle);
        double centerY = box.centerY() - below * side * Math.cos(angle);
        return new Candidate(centerX - side / 2, centerY - side / 2, side, side, box.score(), box.landmarks());
    }
}
