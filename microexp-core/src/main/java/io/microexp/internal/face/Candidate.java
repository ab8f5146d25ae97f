package io.microexp.internal.face;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;
import java.util.Comparator;
import java.util.Optional;

/**
 * A box that may be a face, in pixels.
 *
 * @param x left edge
 * @param y top edge
 * @param width pixels
 * @param height pixels
 * @param score 0 to 1
 * @param landmarks the face's points, or null
 */
public record Candidate(double x, double y, double width, double height, double score, FaceLandmarks landmarks) {
    static final Comparator<Candidate> SUREST_FIRST =
            Comparator.comparingDouble(Candidate::score).reversed();

    public double centerX() {
        return x + width / 2;
    }

    public double centerY() {
        return y + height / 2;
    }

    public double longerSide() {
        return Math.max(width, height);
    }

    /** Returns this box in an image that is {@code factor} times as large and begins at (-left, -top) in this one. */
    Candidate inFrame(double factor, double left, double top) {
        FaceLandmarks moved = landmarks == null
                ? null
                : landmarks.map(p -> new Point((float) (p.x() * factor + left), (float) (p.y() * factor + top)));
        return new Candidate(x * factor + left, y * factor + top, width * factor, height * factor, score, moved);
    }

    /** Returns the share of both boxes' union that they have in common. */
    double overlap(Candidate other) {
        double across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
        double down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
        if (across <= 0 || down <= 0) {
            return 0;
        }
        double shared = across * down;
        return shared / (width * height + other.width * other.height - shared);
    }

    DetectedFace toFace() {
        int left = (int) Math.round(x);
        int top = (int) Math.round(y);
        int columns = (int) Math.max(1, Math.round(width));
        int rows = (int) Math.max(1, Math.round(height));
        float confidence = (float) Math.max(0, Math.min(score, 1));
        return new DetectedFace(left, top, columns, rows, confidence, Optional.ofNullable(landmarks));
    }
}
