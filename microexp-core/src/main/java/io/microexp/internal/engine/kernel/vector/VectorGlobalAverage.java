package io.microexp.internal.engine.kernel.vector;

import static io.microexp.internal.engine.kernel.vector.VectorLanes.COUNT;
import static io.microexp.internal.engine.kernel.vector.VectorLanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Mean of each channel over all pixels, one vector of channels at a time. */
final class VectorGlobalAverage implements Kernel {
    private final View in;
    private final View out;
    private final float share;

    VectorGlobalAverage(View in, View out) {
        this.in = in.flattened();
        this.out = out;
        this.share = 1f / in.pixels();
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        int to = out.offset();
        int end = to + in.channels();
        Arrays.fill(arena, to, end, 0);
        sum(arena);
        for (int mean = to; mean < end; mean++) {
            arena[mean] *= share;
        }
    }

    @Override
    public void rehearse() {
        sum(VectorLanes.NO_ARENA);
    }

    private void sum(float[] arena) {
        for (int c = 0; c < in.channels(); c += COUNT) {
            for (int y = 0; y < in.height(); y++) {
                addLine(arena, in, y, c, out.offset() + c);
            }
        }
    }

    /** A loop of its own: on Java 17 a sum that lives across nested loops is boxed. */
    private static void addLine(float[] arena, View in, int y, int channel, int to) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        FloatVector sum = fromArray(SPECIES, arena, to);
        int at = in.line(y) + channel;
        for (int x = 0; x < in.width(); x++, at += in.pixelStride()) {
            sum = fromArray(SPECIES, arena, at).add(sum);
        }
        sum.intoArray(arena, to);
    }
}
