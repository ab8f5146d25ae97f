package io.microexp.pipeline;

import java.time.Duration;
import java.util.Objects;

/**
 * How long one stage of a pipeline has taken so far. Immutable. Median and 99th percentile are exact to 10 %.
 *
 * @param count how often the stage ran
 * @param mean mean time, zero if it never ran
 * @param median the time that half of the runs stayed within
 * @param percentile99 the time that 99 % of the runs stayed within
 * @param max the longest time
 */
public record StageLatency(long count, Duration mean, Duration median, Duration percentile99, Duration max) {
    /** A stage of {@link EmotionPipeline}. */
    public enum Stage {
        /** Face detection, per frame in which the detector looked. */
        DETECT,
        /** Assignment of faces to people and prediction, per frame of a video. */
        TRACK,
        /** Crop, alignment, network and smoothing, per face. */
        CLASSIFY,
        /** Everything, per frame. */
        FRAME
    }

    /**
     * Checks the values.
     *
     * @param count how often the stage ran
     * @param mean mean time
     * @param median median time
     * @param percentile99 99th percentile
     * @param max longest time
     */
    public StageLatency {
        Objects.requireNonNull(mean, "mean");
        Objects.requireNonNull(median, "median");
        Objects.requireNonNull(percentile99, "percentile99");
        Objects.requireNonNull(max, "max");
    }
}
