package io.microexp.pipeline;

import java.time.Duration;

/** How a pipeline is opened. Immutable. */
public final class PipelineOptions {
    private PipelineOptions() {}

    static long positiveNanos(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("Expected a positive " + name + ", found " + duration);
        }
        return duration.toNanos();
    }
}
