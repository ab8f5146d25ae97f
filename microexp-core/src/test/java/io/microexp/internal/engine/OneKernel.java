package io.microexp.internal.engine;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.View;

/** A factory all of whose kernels are one. */
record OneKernel(Kernel kernel) implements KernelFactory {
    @Override
    public String description() {
        return "fake kernels";
    }

    @Override
    public int vectorBits() {
        return 128;
    }

    @Override
    public Kernel pointwise(Op.Conv conv, View in, View residual, View out) {
        return kernel;
    }

    @Override
    public Kernel depthwise(Op.Conv conv, View in, View out) {
        return kernel;
    }

    @Override
    public Kernel dense(Op.Conv conv, View in, View out) {
        return kernel;
    }

    @Override
    public Kernel fullyConnected(Op.Conv conv, View in, View out) {
        return kernel;
    }

    @Override
    public Kernel globalAverage(View in, View out) {
        return kernel;
    }

    @Override
    public Kernel scale(View in, View gate, View out) {
        return kernel;
    }
}
