package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Op;

/**
 * Creates the kernels in which the time is spent. There is one implementation in plain Java
 * ({@code ScalarKernelFactory}) and one on the Vector API ({@code VectorKernelFactory}), whose kernels have matching
 * names.
 *
 * <p>Each method packs the weights for its loops and binds them to their places in the arena. The input of a window has
 * a border of zeros as wide as the window's padding. {@link PlainKernels} has the kernels that both implementations
 * share.
 */
public interface KernelFactory {
    /** Returns "scalar" or "vector" and the vector size. */
    String description();

    /** Returns the bits of a vector, 0 for scalar kernels. */
    default int vectorBits() {
        return 0;
    }

    /** Allocates the memory of one request. */
    default Workspace newWorkspace(int arenaFloats, ScratchSize scratch) {
        return new Workspace(arenaFloats, scratch);
    }

    /** 1x1 convolution over many pixels; {@code residual} may be null. */
    Kernel pointwise(Op.Conv conv, View in, View residual, View out);

    /** Convolution with one filter per channel. */
    Kernel depthwise(Op.Conv conv, View in, View out);

    /** Convolution of one group and any window. */
    Kernel dense(Op.Conv conv, View in, View out);

    /** Product of a matrix and one pixel. */
    Kernel fullyConnected(Op.Conv conv, View in, View out);

    /** Mean over all pixels. */
    Kernel globalAverage(View in, View out);

    /** Product of a map and one pixel. */
    Kernel scale(View in, View gate, View out);
}
