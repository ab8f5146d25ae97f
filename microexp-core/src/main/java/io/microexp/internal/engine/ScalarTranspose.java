package io.microexp.internal.engine;

/**
 * Copies {@code count} floats between pixels in the arena, from {@code place} on {@code step} floats apart, and rows of one
 * channel each, from {@code at} on. Such loops run one float at a time. They take four neighbouring channels at once, since
 * each pixel is another cache line.
 */
final class ScalarTranspose {
    private ScalarTranspose() {}

    static void readOne(float[] arena, int place, int step, ScratchRows rows, int index, int at, int count) {
        float[] row = rows.row(index);
        for (int p = rows.start() + at, end = p + count, from = place; p < end; p++, from += step) {
            row[p] = arena[from];
        }
    }

    static void readFour(float[] arena, int place, int step, ScratchRows rows, int first, int at, int count) {
        float[] row0 = rows.row(first);
        float[] row1 = rows.row(first + 1);
        float[] row2 = rows.row(first + 2);
        float[] row3 = rows.row(first + 3);
        for (int p = rows.start() + at, end = p + count, from = place; p < end; p++, from += step) {
            row0[p] = arena[from];
            row1[p] = arena[from + 1];
            row2[p] = arena[from + 2];
            row3[p] = arena[from + 3];
        }
    }

    static void addFour(float[] arena, int place, int step, ScratchRows rows, int first, int at, int count) {
        float[] row0 = rows.row(first);
        float[] row1 = rows.row(first + 1);
        float[] row2 = rows.row(first + 2);
        float[] row3 = rows.row(first + 3);
        for (int p = rows.start() + at, end = p + count, from = place; p < end; p++, from += step) {
            row0[p] += arena[from];
            row1[p] += arena[from + 1];
            row2[p] += arena[from + 2];
            row3[p] += arena[from + 3];
        }
    }

    static void writeFour(float[] arena, int place, int step, ScratchRows rows, int first, int at, int count) {
        float[] row0 = rows.row(first);
        float[] row1 = rows.row(first + 1);
        float[] row2 = rows.row(first + 2);
        float[] row3 = rows.row(first + 3);
        for (int p = rows.start() + at, end = p + count, to = place; p < end; p++, to += step) {
            arena[to] = row0[p];
            arena[to + 1] = row1[p];
            arena[to + 2] = row2[p];
            arena[to + 3] = row3[p];
        }
    }
}
