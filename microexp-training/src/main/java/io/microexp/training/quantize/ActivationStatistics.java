package io.microexp.training.quantize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.nn.PyTorchEngine;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * Statistics of a graph over the calibration faces. A first pass finds the smallest and the largest value of every
 * tensor. A second pass finds their distribution and the mean of each layer's input.
 */
final class ActivationStatistics {
    /** The number of passes over the faces. */
    static final int PASSES = 2;

    private static final int BATCH = 8;
    /** Hard swish is 0 below this. */
    private static final float HARD_SWISH_CUT = -3;
    /** The greatest value assumed for a tensor that is 0 for every face. */
    private static final float LEAST_HIGH = 1e-6f;

    private final FloatGraph graph;
    private final NDManager manager;
    private final Map<String, float[]> bounds = new HashMap<>();
    private final Map<String, Histogram> histograms = new HashMap<>();
    private final Map<String, NDArray> sums = new HashMap<>();

    private ActivationStatistics(FloatGraph graph, NDManager manager) {
        this.graph = graph;
        this.manager = manager;
    }

    /**
     * What an int8 graph is written from.
     *
     * @param ranges of the graph's input and of each node's output, by name
     * @param biases of each layer with weights, by the name of its output, corrected so that rounded weights keep the
     *     mean of each output
     */
    record Result(Map<String, Range> ranges, Map<String, float[]> biases) {}

    /**
     * Runs the faces.
     *
     * @param progress receives the number of faces done, up to {@link #PASSES} times their number
     */
    static Result of(FloatGraph graph, Preprocessing preprocessing, FaceDataset faces, IntConsumer progress) {
        try (NDManager manager = PyTorchEngine.newManager()) {
            ActivationStatistics found = new ActivationStatistics(graph, manager);
            GraphRunner runner = new GraphRunner(graph, manager);
            pass(runner, preprocessing, faces, found::bound, progress);
            pass(runner, preprocessing, faces, found::count, done -> progress.accept(faces.size() + done));
            return found.result(runner, faces.size());
        }
    }

    private static void pass(
            GraphRunner runner,
            Preprocessing preprocessing,
            FaceDataset faces,
            BiConsumer<String, NDArray> observer,
            IntConsumer progress) {
        int done = 0;
        try (BatchLoader batches = BatchLoader.evaluation(faces, preprocessing, BATCH)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                Shape shape = new Shape(batch.size(), 1, preprocessing.height(), preprocessing.width());
                runner.run(batch.pixels(), shape, observer);
                done += batch.size();
                progress.accept(done);
            }
        }
    }

    private void bound(String tensor, NDArray values) {
        float[] bound = bounds.computeIfAbsent(tensor, name -> new float[] {0, LEAST_HIGH});
        bound[0] = Math.min(bound[0], Math.max(values.min().getFloat(), floor(tensor)));
        bound[1] = Math.max(bound[1], values.max().getFloat());
    }

    private void count(String tensor, NDArray values) {
        float[] bound = bounds.get(tensor);
        histograms
                .computeIfAbsent(tensor, name -> new Histogram(bound[0], bound[1]))
                .add(values.toFloatArray());
        if (graph.readers(tensor).stream().anyMatch(FloatGraph::isLayer)) {
            NDArray sum = values.sum(new int[] {0}, true);
            sum.attach(manager);
            NDArray before = sums.putIfAbsent(tensor, sum);
            if (before != null) {
                before.addi(sum);
                sum.close();
            }
        }
    }

    /** The value below which all readers of a tensor give the same result. */
    private float floor(String tensor) {
        boolean cut = !graph.readers(tensor).isEmpty()
                && graph.readers(tensor).stream()
                        .allMatch(node -> node.getOpType().equals("HardSwish"));
        return cut ? HARD_SWISH_CUT : Float.NEGATIVE_INFINITY;
    }

    private Result result(GraphRunner runner, int faces) {
        Map<String, Range> ranges = new HashMap<>();
        histograms.forEach((tensor, histogram) -> ranges.put(tensor, histogram.leastError()));
        Map<String, float[]> biases = new HashMap<>();
        for (NodeProto node : graph.nodes()) {
            if (FloatGraph.isLayer(node)) {
                NDArray mean = sums.get(node.getInput(0)).div(faces);
                biases.put(node.getOutput(0), bias(node, runner, mean));
            }
        }
        return new Result(ranges, biases);
    }

    /** A layer is linear, so the mean loss of its outputs is the product of the lost weights and the mean input. */
    private float[] bias(NodeProto node, GraphRunner runner, NDArray mean) {
        float[] weight = graph.constant(node, 1).values();
        float[] bias = graph.constant(node, 2).values().clone();
        float[] lost = IntegerLayer.of(weight, bias, 1).lost(weight);
        try (NDArray outputs = runner.layer(node, mean, lost)) {
            float[] values = outputs.toFloatArray();
            int pixels = values.length / bias.length;
            for (int i = 0; i < values.length; i++) {
                bias[i / pixels] += values[i] / pixels;
            }
        }
        return bias;
    }
}
