package io.microexp.bench.engine;

import io.microexp.bench.layer.LayerProblem;
import io.microexp.bench.layer.LayerRun;
import io.microexp.internal.engine.Network;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.protobuf.ProtobufReader;

/**
 * One layer on the engine, between maps in the engine's own layout: what a layer costs inside a network. The input is
 * loaded once. An operator that works in place must therefore map its input to itself, which {@link LayerProblem}
 * ensures.
 */
final class EngineLayer implements LayerRun {
    private final Network network;
    private final Workspace workspace;

    EngineLayer(LayerProblem problem, KernelFactory kernels) {
        network = Network.load(new ProtobufReader(problem.toOnnx()), kernels);
        workspace = network.newWorkspace();
        network.load(problem.input(), 0, workspace);
    }

    @Override
    public void run() {
        network.run(workspace);
    }

    @Override
    public float[] output() {
        Network.Output output = network.outputs().iterator().next();
        float[] map = new float[output.elements()];
        output.read(workspace, map);
        return map;
    }

    @Override
    public void close() {}
}
