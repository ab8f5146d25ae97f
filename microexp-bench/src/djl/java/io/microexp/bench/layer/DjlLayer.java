package io.microexp.bench.layer;

import io.microexp.bench.benchmark.Backends;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.List;

/** One layer by DJL's operators on PyTorch. Threads are PyTorch's own setting, {@code ai.djl.pytorch.num_threads}. */
final class DjlLayer implements LayerRun {
    private final Layer layer;
    private final NDManager manager;
    private final NDArray input;
    private final NDArray sixth;
    private final List<NDArray> weights;
    private final List<NDArray> biases;
    private NDArray result;

    /** Runs layers in DJL. */
    public static final class Backend implements LayerBackend {
        /** For {@link java.util.ServiceLoader}. */
        public Backend() {}

        @Override
        public String name() {
            return Backends.DJL;
        }

        @Override
        public LayerRun open(LayerProblem problem) {
            return new DjlLayer(problem);
        }
    }

    private DjlLayer(LayerProblem problem) {
        layer = problem.layer();
        manager = Engine.getEngine("PyTorch").newBaseManager();
        input = manager.create(problem.input(), new Shape(1, layer.inputs(), layer.size(), layer.size()));
        sixth = manager.create(1f / 6);
        long first = layer.kind() == Layer.Kind.SQUEEZE_EXCITE ? layer.hidden() : layer.outputs();
        weights = problem.filters().stream()
                .map(filter -> weights(filter, filter == problem.filters().get(0) ? first : layer.outputs()))
                .toList();
        biases = problem.filters().stream()
                .map(filter -> manager.create(filter.bias()))
                .toList();
    }

    private NDArray weights(LayerProblem.Filter filter, long outputs) {
        long inputs = filter.weights().length / (outputs * layer.kernel() * layer.kernel());
        return manager.create(filter.weights(), new Shape(outputs, inputs, layer.kernel(), layer.kernel()));
    }

    @Override
    public void run() {
        if (result != null) {
            result.close();
        }
        try (NDScope scope = new NDScope()) {
            result = layer.kind() == Layer.Kind.SQUEEZE_EXCITE ? squeezeExcite() : convolution(input, 0);
            NDScope.unregister(result);
        }
    }

    private NDArray convolution(NDArray x, int filter) {
        int pad = layer.kernel() / 2;
        return Conv2d.conv2d(
                        x,
                        weights.get(filter),
                        biases.get(filter),
                        new Shape(layer.stride(), layer.stride()),
                        new Shape(pad, pad),
                        new Shape(1, 1),
                        layer.groups())
                .singletonOrThrow();
    }

    private NDArray squeezeExcite() {
        NDArray hidden = convolution(input.mean(new int[] {2, 3}, true), 0).maximum(0);
        NDArray gate = convolution(hidden, 1).add(3).clip(0, 6).mul(sixth);
        return input.mul(gate);
    }

    @Override
    public float[] output() {
        return result.toFloatArray();
    }

    @Override
    public void close() {
        manager.close();
    }
}
