package io.microexp.internal.engine.kernel.scalar;

import io.microexp.internal.engine.kernel.Workspace;

/**
 * Copies {@code count} floats between pixels in the arena, which start at {@code place} and lie {@code step} floats
 * apart, and scratch rows of one channel each, from position {@code at}. Such loops are not vectorized. They copy four
 * neighboring channels at once because each pixel lies in another cache line.
 */
final class ScalarTranspose {
    private ScalarTranspose() {}

    static void readOne(float[] arena, int place, int step, Workspace workspace, int index, int at, int count) {
        float[] row = workspace.row(index);
        for (int p = workspace.start() + at, end = p + count, from = place; p < end; p++, from += step) {
            row[p] = arena[from];
        }
    }

    static void readFour(float[] arena, int place, int step, Workspace workspace, int first, int at, int count) {
        float[] row0 = workspace.row(first);
        float[] row1 = workspace.row(first + 1);
        float[] row2 = workspace.row(first + 2);
        float[] row3 = workspace.row(first + 3);
        for (int p = workspace.start() + at, end = p + count, from = place; p < end; p++, from += step) {
            row0[p] = arena[from];
            row1[p] = arena[from + 1];
            row2[p] = arena[from + 2];
            row3[p] = arena[from + 3];
        }
    }

    static void addFour(float[] arena, int place, int step, Workspace workspace, int first, int at, int count) {
        float[] row0 = workspace.row(first);
        float[] row1 = workspace.row(first + 1);
        float[] row2 = workspace.row(first + 2);
        float[] row3 = workspace.row(first + 3);
        for (int p = workspace.start() + at, end = p + count, from = place; p < end; p++, from += step) {
            row0[p] += arena[from];
            row1[p] += arena[from + 1];
            row2[p] += arena[from + 2];
            row3[p] += arena[from + 3];
        }
    }

    static void writeFour(float[] arena, int place, int step, Workspace workspace, int first, int at, int count) {
        float[] row0 = workspace.row(first);
        float[] row1 = workspace.row(first + 1);
        float[] row2 = workspace.row(first + 2);
        float[] row3 = workspace.row(first + 3);
        for (int p = workspace.start() + at, end = p + count, to = place; p < end; p++, to += step) {
            arena[to] = row0[p];
            arena[to + 1] = row1[p];
            arena[to + 2] = row2[p];
            arena[to + 3] = row3[p];
        }
    }
}
