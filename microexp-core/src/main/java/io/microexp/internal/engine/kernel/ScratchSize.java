package io.microexp.internal.engine.kernel;

/**
 * The number and the length of a kernel's scratch rows.
 *
 * @param rows number of rows
 * @param length floats per row
 */
public record ScratchSize(int rows, int length) {
    public static final ScratchSize NONE = new ScratchSize(0, 0);

    public ScratchSize union(ScratchSize other) {
        return new ScratchSize(Math.max(rows, other.rows), Math.max(length, other.length));
    }
}
