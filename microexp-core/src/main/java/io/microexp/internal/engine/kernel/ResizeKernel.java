package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Resampling;

/** Resampling of height and width, nearest-neighbor or bilinear. */
final class ResizeKernel implements Kernel {
    private final View in;
    private final View out;
    private final Resampling rows;
    private final Resampling columns;

    ResizeKernel(Op.Resize resize, View in, View out) {
        this.in = in;
        this.out = out;
        this.rows = resize.rows();
        this.columns = resize.columns();
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        for (int y = 0; y < out.height(); y++) {
            if (rows.isNearest()) {
                nearest(arena, y);
            } else {
                linear(arena, y);
            }
        }
    }

    private void nearest(float[] arena, int y) {
        int line = in.line(rows.first()[y]);
        for (int x = 0; x < out.width(); x++) {
            int from = line + columns.first()[x] * in.pixelStride();
            System.arraycopy(arena, from, arena, out.pixel(y, x), in.channels());
        }
    }

    private void linear(float[] arena, int y) {
        int upper = in.line(rows.first()[y]);
        int lower = in.line(rows.second()[y]);
        float down = rows.weights()[y];
        for (int x = 0; x < out.width(); x++) {
            int left = columns.first()[x] * in.pixelStride();
            int right = columns.second()[x] * in.pixelStride();
            float across = columns.weights()[x];
            float w00 = (1 - down) * (1 - across);
            float w01 = (1 - down) * across;
            float w10 = down * (1 - across);
            float w11 = down * across;
            int to = out.pixel(y, x);
            for (int c = 0; c < in.channels(); c++) {
                arena[to + c] = w00 * arena[upper + left + c]
                        + w01 * arena[upper + right + c]
                        + w10 * arena[lower + left + c]
                        + w11 * arena[lower + right + c];
            }
        }
    }
}
