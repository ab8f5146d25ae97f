package io.microexp.pipeline;

/** Decides in which frames of a video the detector looks. */
final class DetectionSchedule {
    /** The detector looks at least this often, in nanoseconds of video. */
    static final long MAX_GAP_NANOS = 500_000_000;
    /** The share of a new measurement in the running means of the costs. */
    private static final double SHARE = 0.2;

    private final int every;
    private final long budgetNanos;
    private boolean started;
    private long lastDetection;
    private long framesSince;
    private double detectNanos;
    private double otherNanos;

    /** {@code budgetNanos} of {@code Long.MAX_VALUE} means no budget. */
    DetectionSchedule(int every, long budgetNanos) {
        this.every = every;
        this.budgetNanos = budgetNanos;
    }

    /** Whether the detector looks at this frame; {@code wanted} if a face is new or was just lost. */
    boolean due(boolean wanted, long timestampNanos) {
        if (!started || timestampNanos - lastDetection >= MAX_GAP_NANOS) {
            return true;
        }
        double interval = Math.max(wanted ? 1 : every, affordable());
        return framesSince + 1 >= interval;
    }

    /** The interval at which the mean time of a frame is within the budget. */
    private double affordable() {
        return otherNanos < budgetNanos ? detectNanos / (budgetNanos - otherNanos) : Double.POSITIVE_INFINITY;
    }

    void detected(long timestampNanos, long nanos) {
        detectNanos = started ? mean(detectNanos, nanos) : nanos;
        started = true;
        lastDetection = timestampNanos;
        framesSince = 0;
    }

    void predicted() {
        framesSince++;
    }

    /** The rest of a frame took this long. */
    void spent(long nanos) {
        otherNanos = mean(otherNanos, nanos);
    }

    /** Another video begins: the detector looks at its first frame. What the frames cost is still known. */
    void reset() {
        started = false;
    }

    private static double mean(double before, long nanos) {
        return before + SHARE * (nanos - before);
    }
}
