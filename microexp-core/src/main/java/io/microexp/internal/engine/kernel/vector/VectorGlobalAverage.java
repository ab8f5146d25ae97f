package io.microexp.internal.engine.kernel.vector;

import static io.microexp.internal.engine.kernel.vector.VectorLanes.COUNT;
import static io.microexp.internal.engine.kernel.vector.VectorLanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;
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
        for (int c = 0; c < in.channels(); c += COUNT) {
            FloatVector.zero(SPECIES).intoArray(arena, out.offset() + c);
            for (int y = 0; y < in.height(); y++) {
                addLine(arena, in, y, c, out.offset() + c);
            }
            fromArray(SPECIES, arena, out.offset() + c).mul(share).intoArray(arena, out.offset() + c);
        }
    }

    /** A loop of its own: on Java 17 a sum that lives across nested loops is boxed. */
    private static void addLine(float[] arena, View in, int y, int channel, int to) {
        FloatVector sum = fromArray(SPECIES, arena, to);
        int at = in.line(y) + channel;
        for (int x = 0; x < in.width(); x++, at += in.pixelStride()) {
            sum = sum.add(fromArray(SPECIES, arena, at));
        }
        sum.intoArray(arena, to);
    }
}
