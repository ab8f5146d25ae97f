package io.microexp.internal.engine.kernel.scalar;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;

/**
 * Kernels in plain Java, whose loops C2 vectorizes by itself: several separate arrays, one index, no call inside. C2
 * does not vectorize an index with an offset, since arrays may overlap. Operands are therefore copied from the arena
 * into scratch rows, at a fraction of the cost of the arithmetic.
 */
public final class ScalarKernelFactory implements KernelFactory {
    private final boolean aligned;

    /** Creates kernels whose workspaces align their rows. */
    public ScalarKernelFactory() {
        this(true);
    }

    /**
     * Creates kernels.
     *
     * @param aligned whether workspaces align their rows; false only to measure what that is worth
     */
    public ScalarKernelFactory(boolean aligned) {
        this.aligned = aligned;
        ScalarLoops.warmUp();
    }

    @Override
    public String description() {
        return "scalar kernels";
    }

    @Override
    public Workspace newWorkspace(int arenaFloats, ScratchSize scratch) {
        return aligned ? new AlignedWorkspace(arenaFloats, scratch) : new Workspace(arenaFloats, scratch);
    }

    /** Chooses the longer innermost loop, over pixels or over output channels; pixels have to be transposed first. */
    @Override
    public Kernel pointwise(Op.Conv conv, View in, View residual, View out) {
        return out.pixels() >= 2 * out.channels() || out.channels() < ScalarDense.MIN_ROW
                ? new ScalarDense(conv, in, residual, out)
                : new ScalarPointwise(conv, in, residual, out);
    }

    @Override
    public Kernel depthwise(Op.Conv conv, View in, View out) {
        return new ScalarDepthwise(conv, in, out);
    }

    @Override
    public Kernel dense(Op.Conv conv, View in, View out) {
        return new ScalarDense(conv, in, null, out);
    }

    @Override
    public Kernel fullyConnected(Op.Conv conv, View in, View out) {
        return new ScalarPointwise(conv, in, null, out);
    }

    @Override
    public Kernel globalAverage(View in, View out) {
        return new ScalarGlobalAverage(in, out);
    }

    @Override
    public Kernel scale(View in, View gate, View out) {
        return new ScalarScale(in, gate, out);
    }
}
