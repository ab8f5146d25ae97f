package io.microexp.internal.engine.kernel;

/**
 * The number and the length of a kernel's scratch rows.
 *
 * @param rows number of rows
 * @param length floats per row
 */
public record ScratchSize(int rows, int length) {
    public static final ScratchSize NONE = new ScratchSize(0, 0);

    /** Overhead of a row, which has a header, a position of its own and at least two vectors. */
    private static final int ROW_OVERHEAD = 64;

    /** Returns the floats that the rows take with their overhead. */
    public long floats() {
        return (long) rows * (length + ROW_OVERHEAD);
    }

    public ScratchSize union(ScratchSize other) {
        return new ScratchSize(Math.max(rows, other.rows), Math.max(length, other.length));
    }
}
