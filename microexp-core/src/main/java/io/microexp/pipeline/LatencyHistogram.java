package io.microexp.pipeline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts of times in buckets of equal ratio, eight per octave, as HdrHistogram keeps them. Thread-safe. */
final class LatencyHistogram {
    private static final int STEPS = 8;
    private static final int STEP_BITS = 3;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS * Long.SIZE);
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong max = new AtomicLong();

    void add(long nanos) {
        long time = Math.max(nanos, 0);
        counts.incrementAndGet(bucket(time));
        total.addAndGet(time);
        max.accumulateAndGet(time, Math::max);
    }

    StageLatency summary() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        long mean = count == 0 ? 0 : total.get() / count;
        return new StageLatency(
                count,
                Duration.ofNanos(mean),
                quantile(0.5, count),
                quantile(0.99, count),
                Duration.ofNanos(max.get()));
    }

    private Duration quantile(double share, long count) {
        long left = (long) Math.ceil(share * count);
        for (int i = 0; i < counts.length(); i++) {
            left -= counts.get(i);
            if (left <= 0 && count > 0) {
                return Duration.ofNanos(Math.min(upperEnd(i), max.get()));
            }
        }
        return Duration.ZERO;
    }

    /* Times below 8 ns have a bucket each; above, the three bits after the leading one choose it. */
    static int bucket(long nanos) {
        int octave = Math.max(Long.SIZE - Long.numberOfLeadingZeros(nanos) - STEP_BITS - 1, 0);
        return octave * STEPS + (int) (nanos >>> octave);
    }

    private static long upperEnd(int bucket) {
        int octave = Math.max(bucket / STEPS - 1, 0);
        return (((long) bucket - octave * STEPS + 1) << octave) - 1;
    }
}
