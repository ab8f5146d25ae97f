package io.microexp.engine;

/**
 * The scratch rows of one request: separate arrays, because C2 vectorises loops over several arrays at one index but not
 * over one array at several offsets. All rows begin at the same index.
 *
 * <p>A loop that C2 has vectorised takes float after float until what it writes lies at the boundary of a vector, at least
 * one, and again after the last whole vector. On a row of 96 floats these few take longer than all vectors. So the loops of
 * {@link ScalarLoops} begin one float before the row, and the row begins at a boundary, wherever that is: Java does not
 * tell where an array lies, and the garbage collector moves it. Every so many runs a short loop is timed at each index
 * that can be one, and the rows begin at the fastest from then on. Nothing depends on it but speed: a float is computed
 * alike within a vector and alone.
 *
 * <p>Thread safety: none, as of the request.
 */
final class ScratchRows {
    /** Indices that the rows may begin at: 1 to the floats of a cache line, to which the widest vectors are aligned. */
    static final int STARTS = 16;

    private static final int HEADER_FLOATS = 4;

    private static final int RUNS_BETWEEN = 128;

    /** What is timed: two of the widest vectors at the boundary; elsewhere one, and 16 floats one by one. */
    private static final int TIMED_FLOATS = 32;

    private static final int TIMED_ROWS = 5;
    private static final int TIMED_CALLS = 16;
    private static final int TURNS = 4;

    private final float[][] rows;
    private int start;
    private int runs;

    ScratchRows(Step.Scratch size) {
        this(size, 1);
    }

    /**
     * Rows that begin at an index of choice.
     *
     * @param size how many, and how long
     * @param start 1 to {@link #STARTS}
     */
    ScratchRows(Step.Scratch size, int start) {
        this.start = start;
        this.rows = new float[size.rows()][alignedLength(Math.max(size.length(), TIMED_FLOATS) + STARTS)];
    }

    /**
     * A length for arrays that are allocated one after another: they then lie at the same offset from a cache line, since
     * each, with its header of four floats, takes whole cache lines. So where a loop aligns one of them, it aligns all. Of
     * many rows the later ones may begin a new stretch of the heap: what is written belongs into the first.
     */
    private static int alignedLength(int length) {
        return View.roundUp(length + HEADER_FLOATS) - HEADER_FLOATS;
    }

    float[] row(int index) {
        return rows[index];
    }

    /** Index of the first float of every row; the one before has no meaning, and loops may write it. */
    int start() {
        return start;
    }

    /** Called before each run: looks for the best start now and then. */
    void beforeRun() {
        runs++;
        if (runs == RUNS_BETWEEN) {
            runs = 0;
            if (rows.length >= TIMED_ROWS) {
                start = fastestStart();
            }
        }
    }

    private int fastestStart() {
        int fastest = start;
        long least = Long.MAX_VALUE;
        for (int turn = 0; turn < TURNS; turn++) {
            for (int candidate = 1; candidate <= STARTS; candidate++) {
                long time = time(candidate);
                if (time < least) {
                    least = time;
                    fastest = candidate;
                }
            }
        }
        return fastest;
    }

    private long time(int candidate) {
        long before = System.nanoTime();
        for (int call = 0; call < TIMED_CALLS; call++) {
            ScalarLoops.addTwoToThree(
                    rows[0], rows[1], rows[2], rows[3], rows[4], 0, 0, 0, 0, 0, 0, candidate, TIMED_FLOATS);
        }
        return System.nanoTime() - before;
    }
}
