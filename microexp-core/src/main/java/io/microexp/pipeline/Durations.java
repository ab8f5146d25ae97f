package io.microexp.pipeline;

import java.time.Duration;

/** The check that all durations of this package share. */
final class Durations {
    private Durations() {}

    static long positiveNanos(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("Expected a positive " + name + ", found " + duration);
        }
        return duration.toNanos();
    }
}
