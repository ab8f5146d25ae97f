package io.microexp.internal.engine.kernel.scalar;

import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;

/**
 * Product of a map with one pixel. Several neighboring pixels at a time are copied into a scratch row, multiplied by a
 * row that repeats the gate, and copied to the result.
 */
final class ScalarScale implements Kernel {
    private final View in;
    private final View gate;
    private final View out;
    private final int group;

    ScalarScale(View in, View gate, View out) {
        this.in = in;
        this.gate = gate;
        this.out = out;
        this.group = ScalarLoops.pixelsOfRow(out.width(), out.pixelStride());
    }

    @Override
    public ScratchSize scratch() {
        return new ScratchSize(2, group * out.pixelStride());
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        int channels = out.pixelStride();
        for (int i = 0; i < group; i++) {
            System.arraycopy(arena, gate.offset(), workspace.row(1), workspace.start() + i * channels, channels);
        }
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x += group) {
                int floats = Math.min(group, out.width() - x) * channels;
                System.arraycopy(arena, in.pixel(y, x), workspace.row(0), workspace.start(), floats);
                ScalarLoops.multiply(workspace.row(0), workspace.row(1), workspace.start(), floats);
                System.arraycopy(workspace.row(0), workspace.start(), arena, out.pixel(y, x), floats);
            }
        }
    }
}
