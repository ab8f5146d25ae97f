package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    @DisplayName("Of the times 1 to 1000 µs, mean and maximum are exact, the quantiles within 10 %")
    void quantiles() {
        for (int i = 1000; i >= 1; i--) {
            histogram.add(i * 1000L);
        }
        StageLatency summary = histogram.summary();
        assertThat(summary.count()).isEqualTo(1000);
        assertThat(summary.mean()).isEqualTo(Duration.ofNanos(500_500));
        assertThat(summary.max()).isEqualTo(Duration.ofMillis(1));
        assertThat(summary.median()).isBetween(Duration.ofNanos(500_000), Duration.ofNanos(550_000));
        assertThat(summary.percentile99()).isBetween(Duration.ofNanos(990_000), Duration.ofMillis(1));
    }

    @Test
    @DisplayName("Every time from 0 to the largest long has a bucket, and longer times have later ones")
    void buckets() {
        int last = -1;
        for (long nanos = 0; nanos >= 0 && nanos < Long.MAX_VALUE / 2; nanos += Math.max(1, nanos / 7)) {
            int bucket = LatencyHistogram.bucket(nanos);
            assertThat(bucket).isGreaterThanOrEqualTo(last);
            last = bucket;
        }
        histogram.add(Long.MAX_VALUE);
        histogram.add(-1);
        assertThat(histogram.summary().max()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(histogram.summary().median()).isZero();
    }

    @Test
    @DisplayName("Without a run everything is zero")
    void empty() {
        assertThat(histogram.summary())
                .isEqualTo(new StageLatency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }
}
