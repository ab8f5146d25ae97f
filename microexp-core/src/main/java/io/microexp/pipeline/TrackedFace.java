package io.microexp.pipeline;

import io.microexp.face.DetectedFace;
import java.util.Objects;

/**
 * One person's face in one frame. Immutable.
 *
 * @param id the person's number, 1 for the first; never used again by the same tracker
 * @param box the estimated box in pixels. It may reach outside the frame. Score and landmarks are those of the last
 *     detection, with the landmarks moved along with the box
 * @param ageNanos nanoseconds since the person was first detected
 * @param unseenNanos nanoseconds since the last detection: 0 in a frame in which the face was detected
 * @param missed whether the detector has looked for the face since and did not find it
 */
public record TrackedFace(long id, DetectedFace box, long ageNanos, long unseenNanos, boolean missed) {
    /**
     * Checks the values.
     *
     * @param id the person's number
     * @param box the estimated box
     * @param ageNanos nanoseconds since the first detection
     * @param unseenNanos nanoseconds since the last detection
     * @param missed whether the last detection run did not find the face
     */
    public TrackedFace {
        Objects.requireNonNull(box, "box");
    }
}
