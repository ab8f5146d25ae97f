package io.microexp.engine;

/**
 * Copies between pixels in the arena, {@code step} floats apart, and rows of one channel each. Such loops run one float
 * at a time. They take four neighbouring channels at once, since each pixel is another cache line.
 */
final class ScalarTranspose {
    private ScalarTranspose() {}

    static void readOne(float[] arena, int start, int step, float[] row, int at, int count) {
        for (int p = at, from = start; p < at + count; p++, from += step) {
            row[p] = arena[from];
        }
    }

    static void readFour(float[] arena, int start, int step, float[][] rows, int first, int at, int count) {
        float[] row0 = rows[first];
        float[] row1 = rows[first + 1];
        float[] row2 = rows[first + 2];
        float[] row3 = rows[first + 3];
        for (int p = at, from = start; p < at + count; p++, from += step) {
            row0[p] = arena[from];
            row1[p] = arena[from + 1];
            row2[p] = arena[from + 2];
            row3[p] = arena[from + 3];
        }
    }

    static void addFour(float[] arena, int start, int step, float[][] rows, int first, int at, int count) {
        float[] row0 = rows[first];
        float[] row1 = rows[first + 1];
        float[] row2 = rows[first + 2];
        float[] row3 = rows[first + 3];
        for (int p = at, from = start; p < at + count; p++, from += step) {
            row0[p] += arena[from];
            row1[p] += arena[from + 1];
            row2[p] += arena[from + 2];
            row3[p] += arena[from + 3];
        }
    }

    static void writeFour(float[] arena, int start, int step, float[][] rows, int first, int at, int count) {
        float[] row0 = rows[first];
        float[] row1 = rows[first + 1];
        float[] row2 = rows[first + 2];
        float[] row3 = rows[first + 3];
        for (int p = at, to = start; p < at + count; p++, to += step) {
            arena[to] = row0[p];
            arena[to + 1] = row1[p];
            arena[to + 2] = row2[p];
            arena[to + 3] = row3[p];
        }
    }
}
