package io.microexp.pipeline;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceLandmarks.Point;
import io.microexp.pipeline.FaceEmotion.Sighting;

/** One person's motion: the center in pixels and the logarithms of width and height, each with its Kalman filter. */
final class Track {
    private static final double NANOS_PER_SECOND = 1e9;
    /** A detector's error of the center as a share of the face's side, with some allowance for the motion's. */
    private static final double CENTER_ERROR = 0.06;
    /** A detector's error of the side, as a share of it. */
    private static final double SIZE_ERROR = 0.05;
    /** A center more than five standard deviations from the predicted one is another person's. */
    private static final double MAX_SURPRISE = 25;
    /** A new face's speed: standard deviation in sides per second. */
    private static final double SPEED = 3;
    /** Power spectral density of the center's acceleration, sides² per second³. */
    private static final double CENTER_ACCELERATION = 0.5;
    /** Speed and acceleration of the logarithm of the side: a face rarely grows by a tenth in a second. */
    private static final double GROWTH = 0.1;

    private static final double GROWTH_ACCELERATION = 0.01;

    private final KalmanFilter centerX;
    private final KalmanFilter centerY;
    private final KalmanFilter logWidth;
    private final KalmanFilter logHeight;
    private final long firstSeen;
    private DetectedFace detection;
    private long id;
    private int hits = 1;
    private long lastSeen;
    private long now;
    private boolean missed;
    private boolean detectedNow = true;

    Track(DetectedFace face, long timestampNanos) {
        double side = side(face);
        centerX = new KalmanFilter(centerX(face), square(CENTER_ERROR * side), square(SPEED * side));
        centerY = new KalmanFilter(centerY(face), square(CENTER_ERROR * side), square(SPEED * side));
        logWidth = new KalmanFilter(Math.log(face.width()), square(SIZE_ERROR), square(GROWTH));
        logHeight = new KalmanFilter(Math.log(face.height()), square(SIZE_ERROR), square(GROWTH));
        detection = face;
        firstSeen = timestampNanos;
        lastSeen = timestampNanos;
        now = timestampNanos;
    }

    void predict(long timestampNanos) {
        double seconds = (timestampNanos - now) / NANOS_PER_SECOND;
        double acceleration = CENTER_ACCELERATION * width() * height();
        centerX.predict(seconds, acceleration);
        centerY.predict(seconds, acceleration);
        logWidth.predict(seconds, GROWTH_ACCELERATION);
        logHeight.predict(seconds, GROWTH_ACCELERATION);
        now = timestampNanos;
        detectedNow = false;
    }

    void correct(DetectedFace face) {
        double variance = square(CENTER_ERROR * side(face));
        centerX.correct(centerX(face), variance);
        centerY.correct(centerY(face), variance);
        logWidth.correct(Math.log(face.width()), square(SIZE_ERROR));
        logHeight.correct(Math.log(face.height()), square(SIZE_ERROR));
        detection = face;
        hits++;
        lastSeen = now;
        missed = false;
        detectedNow = true;
    }

    void miss() {
        missed = true;
    }

    void identify(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    int hits() {
        return hits;
    }

    boolean missed() {
        return missed;
    }

    long unseenNanos() {
        return now - lastSeen;
    }

    /**
     * How far a detection is from this track: infinitely if the motion rules it out, else 1 - DIoU, plus the difference
     * of the sides' logarithms. DIoU is the overlap less the squared distance of the centers as a share of the squared
     * diagonal around both boxes, which tells near from far where boxes do not overlap (Z. Zheng et al., "Distance-IoU
     * Loss", AAAI 2020).
     */
    double distance(DetectedFace face) {
        double variance = square(CENTER_ERROR * side(face));
        if (centerX.surprise(centerX(face), variance) + centerY.surprise(centerY(face), variance) > MAX_SURPRISE) {
            return Double.POSITIVE_INFINITY;
        }
        double left = centerX.position() - width() / 2;
        double top = centerY.position() - height() / 2;
        double right = left + width();
        double bottom = top + height();
        double faceRight = (double) face.x() + face.width();
        double faceBottom = (double) face.y() + face.height();
        double overlapX = Math.max(0, Math.min(right, faceRight) - Math.max(left, face.x()));
        double overlapY = Math.max(0, Math.min(bottom, faceBottom) - Math.max(top, face.y()));
        double overlap = overlapX * overlapY;
        double union = width() * height() + (double) face.width() * face.height() - overlap;
        double centers = square(centerX.position() - centerX(face)) + square(centerY.position() - centerY(face));
        double diagonal = square(Math.max(right, faceRight) - Math.min(left, face.x()))
                + square(Math.max(bottom, faceBottom) - Math.min(top, face.y()));
        double growth = Math.log(width() * height() / ((double) face.width() * face.height())) / 2;
        return 1 - overlap / union + centers / diagonal + Math.abs(growth);
    }

    TrackedFace toFace() {
        int width = Math.max(1, rounded(width()));
        int height = Math.max(1, rounded(height()));
        int x = rounded(centerX.position() - width / 2.0);
        int y = rounded(centerY.position() - height / 2.0);
        DetectedFace box = new DetectedFace(
                x, y, width, height, detection.score(), detection.landmarks().map(points -> points.map(this::moved)));
        return new TrackedFace(id, box, now - firstSeen, sighting());
    }

    private Sighting sighting() {
        if (missed) {
            return Sighting.MISSED;
        }
        return detectedNow ? Sighting.DETECTED : Sighting.PREDICTED;
    }

    private Point moved(Point point) {
        double x = centerX.position() + (point.x() - centerX(detection)) * width() / detection.width();
        double y = centerY.position() + (point.y() - centerY(detection)) * height() / detection.height();
        return new Point((float) x, (float) y);
    }

    /** To the nearest int, for motion that leads beyond the range of int. */
    private static int rounded(double value) {
        return (int) Math.floor(value + 0.5);
    }

    private double width() {
        return Math.exp(logWidth.position());
    }

    private double height() {
        return Math.exp(logHeight.position());
    }

    private static double centerX(DetectedFace face) {
        return face.x() + face.width() / 2.0;
    }

    private static double centerY(DetectedFace face) {
        return face.y() + face.height() / 2.0;
    }

    private static double side(DetectedFace face) {
        return Math.sqrt((double) face.width() * face.height());
    }

    private static double square(double value) {
        return value * value;
    }
}
