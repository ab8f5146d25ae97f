package io.microexp.internal.engine.onnx;

/**
 * The floats that may be derived from the constants of a file by folding, repacking and broadcasting. A large file may
 * derive more than a small one, but no file a multiple of its own size without bound.
 */
public final class WeightBudget {
    /** Floats for any file: 64 MB. */
    private static final long BASE = 1L << 24;

    /** Floats for each float of the file. */
    private static final int MULTIPLE = 3;

    private final long limit;
    private long used;

    /** Creates the budget of a file that holds so many constant elements. */
    public WeightBudget(long fileElements) {
        this.limit = BASE + MULTIPLE * fileElements;
    }

    /** Charges floats that are about to be allocated. */
    public void charge(Object what, long floats) {
        used = Limits.check(what, "floats derived from constants", used + floats, limit);
    }
}
