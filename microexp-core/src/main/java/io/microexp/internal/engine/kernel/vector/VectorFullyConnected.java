package io.microexp.internal.engine.kernel.vector;

import static io.microexp.internal.engine.kernel.vector.VectorLanes.COUNT;
import static io.microexp.internal.engine.kernel.vector.VectorLanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.kernel.ActivationLoops;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.WeightPacking;
import io.microexp.internal.engine.kernel.Workspace;
import jdk.incubator.vector.FloatVector;

/** Product of a matrix and one pixel. Each weight is used once, so the time is that of reading them in order. */
final class VectorFullyConnected implements Kernel {
    private static final int VECTORS = 4;

    private final View in;
    private final View out;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;

    VectorFullyConnected(Op.Conv conv, View in, View out) {
        this.in = in;
        this.out = out;
        this.weights = WeightPacking.panels(conv, COUNT, VECTORS);
        this.bias = WeightPacking.bias(conv, COUNT);
        this.activation = conv.activation();
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        multiply(arena);
        ActivationLoops.apply(activation, arena, out.offset(), bias.length);
    }

    @Override
    public void rehearse() {
        multiply(VectorLanes.NO_ARENA);
    }

    private void multiply(float[] arena) {
        int panel = 0;
        for (int output = 0; output < bias.length; ) {
            int vectors = Math.min((bias.length - output) / COUNT, VECTORS);
            if (vectors == VECTORS) {
                fourVectors(arena, panel, output);
            } else {
                for (int vector = 0; vector < vectors; vector++) {
                    oneVector(arena, panel + vector * COUNT, vectors * COUNT, output + vector * COUNT);
                }
            }
            panel += vectors * COUNT * in.channels();
            output += vectors * COUNT;
        }
    }

    private void fourVectors(float[] arena, int panel, int output) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        FloatVector s0 = fromArray(SPECIES, bias, output);
        FloatVector s1 = fromArray(SPECIES, bias, output + COUNT);
        FloatVector s2 = fromArray(SPECIES, bias, output + 2 * COUNT);
        FloatVector s3 = fromArray(SPECIES, bias, output + 3 * COUNT);
        int inputs = in.channels();
        int from = in.offset();
        for (int i = 0, w = panel; i < inputs; i++, w += VECTORS * COUNT) {
            FloatVector x = FloatVector.broadcast(SPECIES, arena[from + i]);
            s0 = x.fma(fromArray(SPECIES, weights, w), s0);
            s1 = x.fma(fromArray(SPECIES, weights, w + COUNT), s1);
            s2 = x.fma(fromArray(SPECIES, weights, w + 2 * COUNT), s2);
            s3 = x.fma(fromArray(SPECIES, weights, w + 3 * COUNT), s3);
        }
        int to = out.offset() + output;
        s0.intoArray(arena, to);
        s1.intoArray(arena, to + COUNT);
        s2.intoArray(arena, to + 2 * COUNT);
        s3.intoArray(arena, to + 3 * COUNT);
    }

    private void oneVector(float[] arena, int panel, int step, int output) {
        if (arena.length == 0) {
            for (int i = 0; i < VectorLanes.REHEARSED; i++) {}
            return;
        }
        FloatVector sum = fromArray(SPECIES, bias, output);
        int inputs = in.channels();
        int from = in.offset();
        for (int i = 0, w = panel; i < inputs; i++, w += step) {
            sum = FloatVector.broadcast(SPECIES, arena[from + i]).fma(fromArray(SPECIES, weights, w), sum);
        }
        sum.intoArray(arena, out.offset() + output);
    }
}
