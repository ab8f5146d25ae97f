package io.microexp.pipeline;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import java.time.Duration;
import java.util.List;

/**
 * Smooths one person's scores over time and keeps the reported label steady.
 *
 * <p>Each probability approaches the raw one exponentially. After {@code dt} it has covered {@code 1 - exp(-dt / tau)}
 * of the difference, at any frame rate (R. G. Brown, "Smoothing, Forecasting and Prediction", 1963). The label changes
 * only when another emotion's smoothed probability exceeds that of the reported one by a margin, as a Schmitt trigger
 * does.
 *
 * <p>Not thread-safe.
 */
public final class EmotionFilter {
    /** The default time constant: 200 ms. */
    public static final Duration DEFAULT_TIME_CONSTANT = Duration.ofMillis(200);

    /** How far another emotion must lead before the label changes. */
    private static final float MARGIN = 0.15f;

    private final List<Emotion> labels;
    private final double timeConstantNanos;
    private final float[] smoothed;
    private boolean started;
    private long now;
    private int reported;

    /**
     * Creates a filter with {@link #DEFAULT_TIME_CONSTANT}.
     *
     * @param labels the model's labels, in output order
     */
    public EmotionFilter(List<Emotion> labels) {
        this(labels, DEFAULT_TIME_CONSTANT);
    }

    /**
     * Creates a filter.
     *
     * @param labels the model's labels, in output order
     * @param timeConstant the time after which 63 % of a change has come through; positive
     * @throws IllegalArgumentException if there is no label or the duration is not positive
     */
    public EmotionFilter(List<Emotion> labels, Duration timeConstant) {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("Expected at least one label, found none");
        }
        this.labels = List.copyOf(labels);
        this.timeConstantNanos = Durations.positiveNanos("timeConstant", timeConstant);
        this.smoothed = new float[labels.size()];
    }

    /**
     * Adds the scores of a frame. The first scores are used unchanged.
     *
     * @param scores one probability per label; copied
     * @param timestampNanos the frame's time in nanoseconds, not before that of the last call
     * @throws IllegalArgumentException if the array's length is not the number of labels, a value is not in [0, 1], or
     *     time runs backwards; the filter is then unchanged
     */
    public void update(float[] scores, long timestampNanos) {
        check(scores, timestampNanos);
        double share = started ? -Math.expm1((now - timestampNanos) / timeConstantNanos) : 1;
        int top = 0;
        for (int i = 0; i < smoothed.length; i++) {
            smoothed[i] += (float) (share * (scores[i] - smoothed[i]));
            top = smoothed[i] > smoothed[top] ? i : top;
        }
        if (!started || smoothed[top] - smoothed[reported] > MARGIN) {
            reported = top;
        }
        started = true;
        now = timestampNanos;
    }

    private void check(float[] scores, long timestampNanos) {
        if (scores.length != smoothed.length) {
            throw new IllegalArgumentException(
                    "Expected one probability per label of " + labels + ", found " + scores.length);
        }
        for (float score : scores) {
            if (!(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException("Expected probabilities in [0, 1], found " + score);
            }
        }
        if (started && timestampNanos - now < 0) {
            throw new IllegalArgumentException("Expected a timestamp of at least " + now + " ns, found "
                    + timestampNanos + ": time runs backwards. Use a new filter for another video");
        }
    }

    /**
     * Returns the smoothed probabilities.
     *
     * @return the scores
     * @throws IllegalStateException before the first update
     */
    public EmotionScores scores() {
        requireStarted();
        return EmotionScores.of(labels, smoothed);
    }

    /**
     * Returns the steady label. It may differ from the top of {@link #scores()} while another emotion leads only
     * slightly.
     *
     * @return the reported emotion
     * @throws IllegalStateException before the first update
     */
    public Emotion label() {
        requireStarted();
        return labels.get(reported);
    }

    private void requireStarted() {
        if (!started) {
            throw new IllegalStateException("Expected at least one update before scores are read");
        }
    }
}
