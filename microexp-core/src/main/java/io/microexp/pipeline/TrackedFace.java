package io.microexp.pipeline;

import io.microexp.face.DetectedFace;
import io.microexp.pipeline.FaceEmotion.Sighting;
import java.util.Objects;

/**
 * One person's face in one frame. Immutable.
 *
 * @param id the person's id, 1 for the first person; never reused by the same tracker
 * @param box the estimated box in pixels. It may reach outside the frame. Score and landmarks are those of the last
 *     detection, with the landmarks moved along with the box
 * @param ageNanos nanoseconds since the person was first detected
 * @param sighting how the box was found
 */
public record TrackedFace(long id, DetectedFace box, long ageNanos, Sighting sighting) {
    /**
     * Checks the values.
     *
     * @param id the person's id
     * @param box the estimated box
     * @param ageNanos nanoseconds since the first detection
     * @param sighting how the box was found
     */
    public TrackedFace {
        Objects.requireNonNull(box, "box");
        Objects.requireNonNull(sighting, "sighting");
    }
}
