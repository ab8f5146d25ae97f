package io.microexp.internal.engine.kernel.vector;

import static io.microexp.internal.engine.kernel.vector.VectorLanes.COUNT;
import static io.microexp.internal.engine.kernel.vector.VectorLanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;
import jdk.incubator.vector.FloatVector;

/** Product of a map with one pixel, one vector of channels at a time. */
final class VectorScale implements Kernel {
    private final View in;
    private final View gate;
    private final View out;

    VectorScale(View in, View gate, View out) {
        this.in = in;
        this.gate = gate;
        this.out = out;
    }

    @Override
    public void run(Workspace workspace) {
        multiply(workspace.arena());
    }

    @Override
    public void rehearse() {
        multiply(VectorLanes.NO_ARENA);
    }

    private void multiply(float[] arena) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        for (int c = 0; c < in.channels(); c += COUNT) {
            FloatVector factor = fromArray(SPECIES, arena, gate.offset() + c);
            for (int y = 0; y < in.height(); y++) {
                int from = in.line(y) + c;
                int to = out.line(y) + c;
                for (int x = 0; x < in.width(); x++) {
                    fromArray(SPECIES, arena, from + x * in.pixelStride())
                            .mul(factor)
                            .intoArray(arena, to + x * out.pixelStride());
                }
            }
        }
    }
}
