package io.microexp.internal.engine.kernel.vector;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.View;

/**
 * Kernels on the Vector API. Activations are NHWC in whole blocks of {@link View#BLOCK} channels, so vectors are always
 * full.
 *
 * <p>The species is {@code static final} and the same in the whole process. On Java 17 a species that is passed as an
 * argument, or a second species, silently makes a kernel fifty times slower.
 */
public final class VectorKernelFactory implements KernelFactory {
    @Override
    public String description() {
        return "vector kernels of " + vectorBits() + " bits";
    }

    @Override
    public int vectorBits() {
        return VectorLanes.SPECIES.vectorBitSize();
    }

    @Override
    public Kernel pointwise(Op.Conv conv, View in, View residual, View out) {
        return new VectorDense(conv, in, residual, out);
    }

    @Override
    public Kernel depthwise(Op.Conv conv, View in, View out) {
        return new VectorDepthwise(conv, in, out);
    }

    @Override
    public Kernel dense(Op.Conv conv, View in, View out) {
        return new VectorDense(conv, in, null, out);
    }

    @Override
    public Kernel fullyConnected(Op.Conv conv, View in, View out) {
        return new VectorFullyConnected(conv, in, out);
    }

    @Override
    public Kernel globalAverage(View in, View out) {
        return new VectorGlobalAverage(in, out);
    }

    @Override
    public Kernel scale(View in, View gate, View out) {
        return new VectorScale(in, gate, out);
    }
}
