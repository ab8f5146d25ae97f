package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DetectionScheduleTest {
    private static final long MILLI = 1_000_000;
    private static final long FRAME = 33 * MILLI;
    private static final long NO_BUDGET = Long.MAX_VALUE;

    @Test
    @DisplayName("Without a budget the detector looks at every k-th frame, whatever it costs")
    void regular() {
        assertThat(detections(new DetectionSchedule(5, NO_BUDGET), 100, FRAME, 900 * MILLI, MILLI))
                .isEqualTo(20);
        assertThat(detections(new DetectionSchedule(1, NO_BUDGET), 100, FRAME, 900 * MILLI, MILLI))
                .isEqualTo(100);
    }

    @Test
    @DisplayName("With a budget of 20 ms, 50 ms for detection and 10 ms for the rest, it looks at every 5th frame")
    void budget() {
        assertThat(detections(new DetectionSchedule(1, 20 * MILLI), 100, FRAME, 50 * MILLI, 10 * MILLI))
                .isBetween(19, 22);
    }

    @Test
    @DisplayName("Where the budget is never met it still looks twice a second of video")
    void hopeless() {
        assertThat(detections(new DetectionSchedule(1, 20 * MILLI), 300, FRAME, 50 * MILLI, 30 * MILLI))
                .isBetween(18, 21);
    }

    @Test
    @DisplayName("At one frame a second it looks at each")
    void slowVideo() {
        assertThat(detections(new DetectionSchedule(5, NO_BUDGET), 10, 1000 * MILLI, MILLI, MILLI))
                .isEqualTo(10);
    }

    @Test
    @DisplayName("A wanted detection comes at once, and after a reset the first frame is looked at")
    void wanted() {
        DetectionSchedule schedule = new DetectionSchedule(5, NO_BUDGET);
        schedule.detected(0, MILLI);
        assertThat(schedule.due(false, FRAME)).isFalse();
        assertThat(schedule.due(true, FRAME)).isTrue();
        schedule.reset();
        assertThat(schedule.due(false, FRAME)).isTrue();
    }

    private static int detections(
            DetectionSchedule schedule, int frames, long step, long detectNanos, long otherNanos) {
        int detections = 0;
        for (int frame = 0; frame < frames; frame++) {
            if (schedule.due(false, frame * step)) {
                schedule.detected(frame * step, detectNanos);
                detections++;
            } else {
                schedule.predicted();
            }
            schedule.spent(otherNanos);
        }
        return detections;
    }
}
