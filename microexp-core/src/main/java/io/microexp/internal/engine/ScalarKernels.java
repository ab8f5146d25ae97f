package io.microexp.internal.engine;

/**
 * The kernels in plain Java, in loops that C2 turns into vector instructions by itself: several separate arrays, one
 * index, no call inside. (It gives up on an index with an offset, since arrays may overlap.) So operands are first
 * copied from the arena into scratch rows, which costs a fraction of the products made from them.
 */
final class ScalarKernels implements Kernels {
    ScalarKernels() {
        ScalarLoops.warmUp();
    }

    @Override
    public String description() {
        return "scalar kernels";
    }

    @Override
    public Step pointwise(Op.Conv conv, View in, View residual, View out) {
        // the longer the innermost loop the better, over pixels or over output channels; but the pixels want
        // transposing
        return out.pixels() >= 2 * out.channels() || out.channels() < ScalarColumns.MIN_ROW
                ? new ScalarColumns(conv, in, residual, out)
                : new ScalarRows(conv, in, residual, out);
    }

    @Override
    public Step depthwise(Op.Conv conv, View in, View out) {
        return new ScalarDepthwise(conv, in, out);
    }

    @Override
    public Step dense(Op.Conv conv, View in, View out) {
        return new ScalarColumns(conv, in, null, out);
    }

    @Override
    public Step fullyConnected(Op.Conv conv, View in, View out) {
        return new ScalarRows(conv, in, null, out);
    }

    @Override
    public Step globalAverage(View in, View out) {
        return new ScalarAverage(in, out);
    }

    @Override
    public Step scale(View in, View gate, View out) {
        return new ScalarScale(in, gate, out);
    }
}
