package io.microexp.pipeline;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceLandmarks;
import java.util.Objects;
import java.util.Optional;

/**
 * One person's face and apparent expression in one frame. Immutable.
 *
 * @param id the person's id in a video, 1 for the first person; 0 in a still image
 * @param box the face's box in pixels of the frame; it may reach outside. In a video it is the tracker's estimate
 * @param scores the model's probabilities for this frame. If the face was missed, they are those of the last frame in
 *     which the face was found
 * @param smoothed the probabilities smoothed over time; in a still image, {@code scores}
 * @param label the steady label; in a still image, the top of {@code scores}
 * @param ageNanos nanoseconds since the person was first detected
 * @param sighting how the box was found
 */
public record FaceEmotion(
        long id,
        DetectedFace box,
        EmotionScores scores,
        EmotionScores smoothed,
        Emotion label,
        long ageNanos,
        Sighting sighting) {
    /** How a face's box in a frame was found. */
    public enum Sighting {
        /** The detector found the face in this frame. */
        DETECTED,
        /** The detector did not look at this frame; the box is predicted from the face's motion. */
        PREDICTED,
        /** The detector lost the face a moment ago; the box is predicted, and the scores are the last ones. */
        MISSED
    }

    /**
     * Checks the values.
     *
     * @param id the person's id
     * @param box the face's box
     * @param scores the model's probabilities
     * @param smoothed the smoothed probabilities
     * @param label the steady label
     * @param ageNanos nanoseconds since the first detection
     * @param sighting how the box was found
     */
    public FaceEmotion {
        Objects.requireNonNull(box, "box");
        Objects.requireNonNull(scores, "scores");
        Objects.requireNonNull(smoothed, "smoothed");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(sighting, "sighting");
    }

    /**
     * Returns the landmarks of {@link #box()}.
     *
     * @return eyes, nose and mouth, if the detector finds them
     */
    public Optional<FaceLandmarks> landmarks() {
        return box.landmarks();
    }
}
