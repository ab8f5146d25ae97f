package io.microexp.internal.engine;

import jdk.incubator.vector.FloatVector;

/**
 * The kernels on the Vector API. Activations are NHWC in whole blocks of {@link View#BLOCK} channels, so no kernel has
 * a remainder of lanes: a vector is always full.
 *
 * <p>Species are {@code static final} and the same in the whole process: on Java 17 a species passed as an argument, or
 * a second species, silently costs a factor of fifty.
 */
final class VectorKernels implements Kernels {
    @Override
    public String description() {
        return "vector kernels of " + VectorLanes.SPECIES.vectorBitSize() + " bits";
    }

    @Override
    public Step pointwise(Op.Conv conv, View in, View residual, View out) {
        return new VectorPointwise(conv, in, residual, out);
    }

    @Override
    public Step depthwise(Op.Conv conv, View in, View out) {
        return new VectorDepthwise(conv, in, out);
    }

    @Override
    public Step dense(Op.Conv conv, View in, View out) {
        return new VectorDense(conv, in, out);
    }

    @Override
    public Step fullyConnected(Op.Conv conv, View in, View out) {
        return new VectorFullyConnected(conv, in, out);
    }

    @Override
    public Step globalAverage(View in, View out) {
        float share = 1f / in.pixels();
        View line = in.flattened();
        return (arena, scratch) -> {
            for (int c = 0; c < in.channels(); c += VectorLanes.COUNT) {
                FloatVector.zero(VectorLanes.SPECIES).intoArray(arena, out.offset() + c);
                for (int y = 0; y < line.height(); y++) {
                    addLine(arena, line, y, c, out.offset() + c);
                }
                VectorLanes.load(arena, out.offset() + c).mul(share).intoArray(arena, out.offset() + c);
            }
        };
    }

    /** A loop of its own: on Java 17 a sum that lives across nested loops is boxed. */
    private static void addLine(float[] arena, View in, int y, int channel, int to) {
        FloatVector sum = VectorLanes.load(arena, to);
        int at = in.line(y) + channel;
        for (int x = 0; x < in.width(); x++, at += in.pixelStride()) {
            sum = sum.add(VectorLanes.load(arena, at));
        }
        sum.intoArray(arena, to);
    }

    @Override
    public Step scale(View in, View gate, View out) {
        return (arena, scratch) -> {
            for (int c = 0; c < in.channels(); c += VectorLanes.COUNT) {
                FloatVector factor = FloatVector.fromArray(VectorLanes.SPECIES, arena, gate.offset() + c);
                for (int y = 0; y < in.height(); y++) {
                    int from = in.line(y) + c;
                    int to = out.line(y) + c;
                    for (int x = 0; x < in.width(); x++) {
                        FloatVector.fromArray(VectorLanes.SPECIES, arena, from + x * in.pixelStride())
                                .mul(factor)
                                .intoArray(arena, to + x * out.pixelStride());
                    }
                }
            }
        };
    }
}
