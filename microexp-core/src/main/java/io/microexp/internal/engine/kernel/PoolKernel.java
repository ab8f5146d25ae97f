package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Window;
import java.util.Arrays;

/**
 * Maximum or average over a window. Several neighboring output pixels form a scratch row, to which the input of each tap
 * is added; taps outside the map are left out.
 */
final class PoolKernel implements Kernel {
    /** Most floats of a row, so that both rows stay in the first-level cache. */
    private static final int ROW_FLOATS = 1_024;

    private final View in;
    private final View out;
    private final Window window;
    private final boolean maximum;
    private final boolean countPadding;
    private final int group;

    PoolKernel(Op.Pool pool, View in, View out) {
        this.in = in;
        this.out = out;
        this.window = pool.window();
        this.maximum = pool.maximum();
        this.countPadding = pool.countPadding();
        this.group = Math.max(1, Math.min(out.width(), ROW_FLOATS / in.pixelStride()));
    }

    @Override
    public ScratchSize scratch() {
        return new ScratchSize(2, group * in.pixelStride());
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x += group) {
                poolGroup(workspace, arena, y, x, Math.min(group, out.width() - x));
            }
        }
    }

    private void poolGroup(Workspace workspace, float[] arena, int y, int x, int count) {
        int channels = in.pixelStride();
        int start = workspace.start();
        float[] result = workspace.row(0);
        float[] row = workspace.row(1);
        int left = x * window.strideX() - window.padding().left();
        int top = y * window.strideY() - window.padding().top();
        Arrays.fill(result, start, start + count * channels, maximum ? Float.NEGATIVE_INFINITY : 0);
        for (int ky = firstTap(top, window.dilationY());
                ky < endTap(top, in.height(), window.height(), window.dilationY());
                ky++) {
            for (int kx = 0; kx < window.width(); kx++) {
                // the pixels of the group for which this tap lies on the map
                int first = left + kx * window.dilationX();
                int from = first >= 0 ? 0 : (-first - 1) / window.strideX() + 1;
                int to = Math.min(count, Math.floorDiv(in.width() - 1 - first, window.strideX()) + 1);
                if (from < to) {
                    int at = in.pixel(top + ky * window.dilationY(), first + from * window.strideX());
                    gather(arena, at, row, start + from * channels, to - from);
                    accumulate(result, row, start + from * channels, (to - from) * channels);
                }
            }
        }
        if (!maximum) {
            divide(result, start, top, left, count);
        }
        for (int p = 0; p < count; p++) {
            System.arraycopy(result, start + p * channels, arena, out.pixel(y, x + p), out.channels());
        }
    }

    private void gather(float[] arena, int at, float[] row, int to, int count) {
        int channels = in.pixelStride();
        if (window.strideX() == 1) {
            System.arraycopy(arena, at, row, to, count * channels);
            return;
        }
        int step = window.strideX() * channels;
        for (int p = 0; p < count; p++) {
            System.arraycopy(arena, at + p * step, row, to + p * channels, channels);
        }
    }

    private void accumulate(float[] result, float[] row, int from, int count) {
        if (maximum) {
            for (int i = from; i < from + count; i++) {
                result[i] = Math.max(result[i], row[i]);
            }
        } else {
            for (int i = from; i < from + count; i++) {
                result[i] += row[i];
            }
        }
    }

    /** Divides by the taps on the map. ONNX does not define the average of none: it is 0 here. */
    private void divide(float[] result, int start, int top, int left, int count) {
        int channels = in.pixelStride();
        int lines = taps(top, in.height(), window.height(), window.dilationY());
        for (int p = 0; p < count; p++) {
            int columns = taps(left + p * window.strideX(), in.width(), window.width(), window.dilationX());
            float share = 1f / Math.max(1, countPadding ? window.taps() : lines * columns);
            for (int i = start + p * channels; i < start + (p + 1) * channels; i++) {
                result[i] *= share;
            }
        }
    }

    /** Returns the number of taps of an axis that lie on the map. */
    private static int taps(int position, int size, int taps, int dilation) {
        return Math.max(0, endTap(position, size, taps, dilation) - firstTap(position, dilation));
    }

    private static int firstTap(int position, int dilation) {
        return position >= 0 ? 0 : (-position - 1) / dilation + 1;
    }

    private static int endTap(int position, int size, int taps, int dilation) {
        return Math.min(taps, Math.floorDiv(size - 1 - position, dilation) + 1);
    }
}
