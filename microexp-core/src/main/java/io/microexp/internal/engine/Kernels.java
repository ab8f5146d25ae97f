package io.microexp.internal.engine;

/**
 * The loops in which the time goes, once in plain Java ({@code ScalarKernels}) and once with the Vector API
 * ({@code VectorKernels}). Each method packs the weights as its loop wants them and binds them to their place in the
 * arena. Inputs of windows have a border of zeros as wide as the window's padding.
 */
interface Kernels {
    /** Scalar or vector, with bits. */
    String description();

    /** 1x1 convolution over many pixels; {@code residual} may be null. */
    Step pointwise(Op.Conv conv, View in, View residual, View out);

    /** One filter per channel. */
    Step depthwise(Op.Conv conv, View in, View out);

    /** Convolution of one group and any window. */
    Step dense(Op.Conv conv, View in, View out);

    /** Matrix times one pixel. */
    Step fullyConnected(Op.Conv conv, View in, View out);

    /** Mean over all pixels. */
    Step globalAverage(View in, View out);

    /** Product of a map with one pixel. */
    Step scale(View in, View gate, View out);
}
