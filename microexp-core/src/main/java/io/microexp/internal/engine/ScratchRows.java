package io.microexp.internal.engine;

/**
 * The scratch rows of one request: separate arrays, because C2 vectorises loops over several arrays at one index but not
 * over one array at several offsets. All rows begin at the same index.
 *
 * <p>A loop that C2 has vectorised takes float after float until what it writes lies at the boundary of a vector, at least
 * one, and again after the last whole vector. On a row of 96 floats these few take longer than all vectors. So the loops of
 * {@link ScalarLoops} begin one float before the row, and the row begins at a boundary, wherever that is: Java does not
 * tell where an array lies, and the garbage collector moves it. Every so many runs a short loop is timed on the rows at
 * each index that can be one. They begin at the index that serves most of them from then on, and those come first.
 * Nothing depends on it but speed: a float is computed alike within a vector and alone.
 *
 * <p>Thread safety: none, as of the request.
 */
final class ScratchRows {
    /** Indices that the rows may begin at: 1 to the floats of a cache line, to which the widest vectors are aligned. */
    static final int STARTS = 16;

    private static final int HEADER_FLOATS = 4;

    private static final int RUNS_BETWEEN = 32;

    /** What is timed: two of the widest vectors at the boundary; elsewhere one, and 16 floats one by one. */
    private static final int TIMED_FLOATS = 32;

    private static final int TIMED_CALLS = 4;

    /** Rows that are timed: more than steps write. A network with thousands only reads the others. */
    private static final int MOST_TIMED = 384;

    /** Rows that are timed together. */
    private static final int UNIT = 3;

    /** A start is good for rows that take at most this many times as long as at their best one. */
    private static final double GOOD = 1.25;

    private final float[][] rows;
    private final int[] goodStarts;
    private final long[] times = new long[STARTS + 1];
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
        this.goodStarts = new int[Math.min(size.rows(), MOST_TIMED) / UNIT];
    }

    /**
     * A length for arrays that are allocated one after another: they then lie at the same offset from a cache line, since
     * each, with its header of four floats, takes whole cache lines. So where a loop aligns one of them, it aligns all, but
     * for those that begin a new stretch of the heap.
     */
    private static int alignedLength(int length) {
        return View.roundUp(length + HEADER_FLOATS) - HEADER_FLOATS;
    }

    /** One of the rows. What is written belongs into the first ones, which lie best. */
    float[] row(int index) {
        return rows[index];
    }

    /** Index of the first float of every row; the one before has no meaning, and loops may write it. */
    int start() {
        return start;
    }

    /** Called before each run: looks for the best start now and then, which overwrites the rows. */
    void beforeRun() {
        runs++;
        if (runs == RUNS_BETWEEN) {
            runs = 0;
            for (int unit = 0; unit < goodStarts.length; unit++) {
                goodStarts[unit] = goodStarts(unit);
            }
            chooseStart();
            orderRows();
        }
    }

    /** A bit for every start that is good for three rows. */
    private int goodStarts(int unit) {
        long least = Long.MAX_VALUE;
        for (int candidate = 1; candidate <= STARTS; candidate++) {
            times[candidate] = time(unit, candidate);
            least = Math.min(least, times[candidate]);
        }
        int good = 0;
        for (int candidate = 1; candidate <= STARTS; candidate++) {
            good |= times[candidate] <= GOOD * least ? 1 << candidate : 0;
        }
        return good;
    }

    private long time(int unit, int candidate) {
        float[] row0 = rows[unit * UNIT];
        float[] row1 = rows[unit * UNIT + 1];
        float[] row2 = rows[unit * UNIT + 2];
        long before = System.nanoTime();
        for (int call = 0; call < TIMED_CALLS; call++) {
            ScalarLoops.addTwoToThree(row0, row1, row2, row0, row1, 0, 0, 0, 0, 0, 0, candidate, TIMED_FLOATS);
        }
        return System.nanoTime() - before;
    }

    private void chooseStart() {
        int most = 0;
        for (int candidate = 1; candidate <= STARTS; candidate++) {
            int count = 0;
            for (int good : goodStarts) {
                count += good >> candidate & 1;
            }
            if (count > most) {
                most = count;
                start = candidate;
            }
        }
    }

    private void orderRows() {
        int next = 0;
        for (int unit = 0; unit < goodStarts.length; unit++) {
            if ((goodStarts[unit] >> start & 1) == 1) {
                for (int i = 0; i < UNIT; i++) {
                    float[] row = rows[unit * UNIT + i];
                    rows[unit * UNIT + i] = rows[next * UNIT + i];
                    rows[next * UNIT + i] = row;
                }
                next++;
            }
        }
    }
}
