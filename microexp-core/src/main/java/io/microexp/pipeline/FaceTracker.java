package io.microexp.pipeline;

import io.microexp.face.DetectedFace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Follows faces through a video and gives each person a stable id.
 *
 * <p>As in SORT (A. Bewley et al., "Simple Online and Realtime Tracking", ICIP 2016), each face has a Kalman filter of
 * nearly constant velocity, and the Hungarian method assigns detections to the predicted boxes. The cost is the boxes'
 * overlap, distance and difference in size. A detection that a face's motion rules out is never assigned to it. A face
 * is reported from its second detection on, and for a short while after the detector has lost it. It keeps its id if it
 * is found again within the longest occlusion. A face that is not detected for three times as long is forgotten, even
 * if no frame was searched meanwhile. Two people who pass each other and turn back cannot be told apart by motion, and
 * may swap ids.
 *
 * <p>All times are nanoseconds of any clock that does not run backwards. Not thread-safe.
 */
public final class FaceTracker {
    /** The longest time, by default, that a face may go undetected and keep its id: one second. */
    public static final Duration DEFAULT_MAX_OCCLUSION = Duration.ofSeconds(1);

    /** A face that the detector has lost is still reported for this long: detectors flicker. */
    private static final long GRACE_NANOS = 200_000_000;
    /** Detections before a face is reported. */
    private static final int MIN_HITS = 2;
    /** The distance from which a detection is another person's: more than two sides away, for equal boxes. */
    private static final double MAX_DISTANCE = 1.5;
    /** Added to the distance of a face that is lost: of two people behind each other, the one in view stays in view. */
    private static final double LOST_PENALTY = 0.2;

    /**
     * Longest occlusions after which a face is forgotten even if no detection has missed it, as frames are far apart.
     */
    private static final int MAX_PAUSE = 3;

    private final long maxOcclusionNanos;
    private final List<Track> tracks = new ArrayList<>();
    private boolean started;
    private long now;
    private long lastId;

    /** Creates a tracker with {@link #DEFAULT_MAX_OCCLUSION}. */
    public FaceTracker() {
        this(DEFAULT_MAX_OCCLUSION);
    }

    /**
     * Creates a tracker.
     *
     * @param maxOcclusion how long a face may go undetected and keep its id; positive
     * @throws IllegalArgumentException if the duration is not positive
     */
    public FaceTracker(Duration maxOcclusion) {
        this.maxOcclusionNanos = Durations.positiveNanos("maxOcclusion", maxOcclusion);
    }

    /**
     * Updates the tracks with the faces that a detector found in a frame.
     *
     * @param faces the detected faces, in any order; may be empty
     * @param timestampNanos the frame's time, not before that of the previous call
     * @return the people in view, by ascending id; immutable
     * @throws IllegalArgumentException if time runs backwards; the tracker is then unchanged
     */
    public List<TrackedFace> update(List<DetectedFace> faces, long timestampNanos) {
        List<DetectedFace> fresh = new ArrayList<>(faces);
        advance(timestampNanos);
        double[][] cost = new double[tracks.size()][fresh.size()];
        for (int row = 0; row < cost.length; row++) {
            Track track = tracks.get(row);
            for (int column = 0; column < fresh.size(); column++) {
                double penalty = track.missed() ? LOST_PENALTY : 0;
                double distance = track.distance(fresh.get(column)) + penalty;
                // boxes beyond the range of double give NaN
                cost[row][column] = distance < MAX_DISTANCE ? distance : MAX_DISTANCE;
            }
        }
        int[] columns = Assignment.solve(cost);
        for (int row = 0; row < columns.length; row++) {
            int column = columns[row];
            if (column >= 0 && cost[row][column] < MAX_DISTANCE) {
                hit(tracks.get(row), fresh.get(column));
                fresh.set(column, null);
            } else {
                tracks.get(row).miss();
            }
        }
        tracks.removeIf(
                track -> track.missed() && (track.hits() < MIN_HITS || track.unseenNanos() > maxOcclusionNanos));
        for (DetectedFace face : fresh) {
            if (face != null) {
                tracks.add(new Track(face, timestampNanos));
            }
        }
        return faces();
    }

    private void hit(Track track, DetectedFace face) {
        track.correct(face);
        if (track.hits() == MIN_HITS) {
            track.identify(++lastId);
        }
    }

    /**
     * Predicts where the faces are in a frame that was not searched.
     *
     * @param timestampNanos the frame's time, not before that of the previous call
     * @return the people in view, by ascending id; immutable
     * @throws IllegalArgumentException if time runs backwards; the tracker is then unchanged
     */
    public List<TrackedFace> predict(long timestampNanos) {
        advance(timestampNanos);
        return faces();
    }

    /** Forgets every face and the time. Ids are never reused. */
    public void reset() {
        tracks.clear();
        started = false;
    }

    /** Returns whether to detect soon, since a face awaits its second detection or was just lost. */
    boolean wantsDetection() {
        for (Track track : tracks) {
            if (track.hits() < MIN_HITS || track.missed() && track.unseenNanos() <= GRACE_NANOS) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether an id belongs to a person who is in view or may come back. */
    boolean follows(long id) {
        for (Track track : tracks) {
            if (track.id() == id) {
                return true;
            }
        }
        return false;
    }

    private void advance(long timestampNanos) {
        if (started && timestampNanos - now < 0) {
            throw new IllegalArgumentException("Expected a timestamp of at least " + now + " ns, found "
                    + timestampNanos + ": time runs backwards. Call reset() before another video");
        }
        started = true;
        now = timestampNanos;
        for (Track track : tracks) {
            track.predict(timestampNanos);
        }
        tracks.removeIf(track -> track.unseenNanos() / MAX_PAUSE > maxOcclusionNanos);
    }

    private List<TrackedFace> faces() {
        List<TrackedFace> faces = new ArrayList<>(tracks.size());
        for (Track track : tracks) {
            boolean inView = !track.missed() || track.unseenNanos() <= GRACE_NANOS;
            if (track.hits() >= MIN_HITS && inView) {
                faces.add(track.toFace());
            }
        }
        faces.sort(Comparator.comparingLong(TrackedFace::id));
        return List.copyOf(faces);
    }
}
