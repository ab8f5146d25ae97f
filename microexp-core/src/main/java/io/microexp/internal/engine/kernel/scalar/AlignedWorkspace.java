package io.microexp.internal.engine.kernel.scalar;

import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;

/**
 * A workspace whose scratch rows begin where the loops of {@link ScalarLoops} run fastest.
 *
 * <p>A loop that C2 has vectorized processes single floats until the address it writes is aligned to a vector, at least
 * one, and again after the last whole vector. On a row of 96 floats these single floats take longer than all vectors.
 * The loops therefore begin one float before the row, and the row should begin at an aligned address. Java does not
 * tell the address of an array, and the garbage collector moves arrays. So the alignment is measured: every
 * {@value #RUNS_BETWEEN} runs a short loop is timed on the rows at each start index that can be aligned. From then on
 * the rows begin at the index that is fast for most of them, and those rows come first.
 *
 * <p>Alignment changes the speed alone. A float is computed alike in a vector and on its own.
 */
final class AlignedWorkspace extends Workspace {
    /** Candidate start indices are 1 to this: the floats of a cache line, to which the widest vectors are aligned. */
    static final int STARTS = 16;

    private static final int HEADER_FLOATS = 4;

    private static final int RUNS_BETWEEN = 32;

    /** Length of the timed loop: two of the widest vectors if aligned, otherwise one and 16 single floats. */
    private static final int TIMED_FLOATS = 32;

    private static final int TIMED_CALLS = 4;

    /** Rows that are timed at most. Kernels write fewer; a network with thousands of rows only reads the others. */
    private static final int MOST_TIMED = 384;

    /** Rows that are timed together. */
    private static final int UNIT = 3;

    /** A start is good for rows that take at most this multiple of their best time. */
    private static final double GOOD = 1.25;

    private final int[] goodStarts;
    private final long[] times = new long[STARTS + 1];
    private int runs;

    AlignedWorkspace(int arenaFloats, ScratchSize scratch) {
        this(arenaFloats, scratch, 1);
    }

    /** Allocates a workspace whose rows begin at a given index, from 1 to {@link #STARTS}. */
    AlignedWorkspace(int arenaFloats, ScratchSize scratch, int start) {
        super(arenaFloats, scratch.rows(), alignedLength(Math.max(scratch.length(), TIMED_FLOATS) + STARTS));
        startAt(start);
        this.goodStarts = new int[Math.min(scratch.rows(), MOST_TIMED) / UNIT];
    }

    /**
     * Returns a length at which an array, with its header of four floats, fills whole cache lines. Arrays of that length
     * allocated one after another lie at the same offset from a cache line. A loop that aligns one of them then aligns
     * all, except those at which the allocator begins a new stretch of the heap.
     */
    private static int alignedLength(int length) {
        return View.roundUp(length + HEADER_FLOATS) - HEADER_FLOATS;
    }

    @Override
    public void beforeRun() {
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

    /** Returns a bit for each start that is good for a unit of rows. */
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
        float[] row0 = row(unit * UNIT);
        float[] row1 = row(unit * UNIT + 1);
        float[] row2 = row(unit * UNIT + 2);
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
                startAt(candidate);
            }
        }
    }

    private void orderRows() {
        int next = 0;
        for (int unit = 0; unit < goodStarts.length; unit++) {
            if ((goodStarts[unit] >> start() & 1) == 1) {
                for (int i = 0; i < UNIT; i++) {
                    swapRows(unit * UNIT + i, next * UNIT + i);
                }
                next++;
            }
        }
    }
}
