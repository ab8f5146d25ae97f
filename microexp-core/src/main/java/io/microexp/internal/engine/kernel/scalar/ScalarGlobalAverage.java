package io.microexp.internal.engine.kernel.scalar;

import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;
import java.util.Arrays;

/**
 * Mean of each channel over all pixels. A scratch row holds several neighboring pixels; rows are added up first, then
 * the pixels of the sum row.
 */
final class ScalarGlobalAverage implements Kernel {
    private final View in;
    private final View out;
    private final int group;

    ScalarGlobalAverage(View in, View out) {
        this.in = in.flattened();
        this.out = out;
        this.group = ScalarLoops.pixelsOfRow(this.in.width(), in.pixelStride());
    }

    @Override
    public ScratchSize scratch() {
        return new ScratchSize(2, group * in.pixelStride());
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        int channels = in.pixelStride();
        int start = workspace.start();
        float[] sum = workspace.row(0);
        float[] row = workspace.row(1);
        float share = 1f / in.pixels();
        Arrays.fill(sum, start, start + group * channels, 0);
        for (int y = 0; y < in.height(); y++) {
            for (int x = 0; x < in.width(); x += group) {
                int floats = Math.min(group, in.width() - x) * channels;
                System.arraycopy(arena, in.pixel(y, x), row, start, floats);
                ScalarLoops.add(sum, row, share, start, floats);
            }
        }
        for (int i = 1; i < group; i++) {
            System.arraycopy(sum, start + i * channels, row, start, channels);
            ScalarLoops.add(sum, row, 1, start, channels);
        }
        System.arraycopy(sum, start, arena, out.offset(), channels);
    }
}
