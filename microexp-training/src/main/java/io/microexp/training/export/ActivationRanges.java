package io.microexp.training.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * Finds the range of every tensor of a graph over the calibration faces: the least and the greatest value in a first
 * pass, their distribution in a second one.
 *
 * <p>Thread safety: none.
 */
final class ActivationRanges {
    /** How often each face is run. */
    static final int PASSES = 2;

    private static final int BATCH = 8;
    /** Hard swish gives 0 for everything below. */
    private static final float HARD_SWISH_CUT = -3;
    /** What a tensor that is 0 for every face is given as its greatest value. */
    private static final float LEAST_HIGH = 1e-6f;

    private final FloatGraph graph;
    private final Map<String, float[]> bounds = new HashMap<>();
    private final Map<String, Histogram> histograms = new HashMap<>();

    private ActivationRanges(FloatGraph graph) {
        this.graph = graph;
    }

    /**
     * Runs the faces.
     *
     * @param progress is told how many faces are done, of {@link #PASSES} times their number
     * @return the range of the graph's input and of each node's output, by name
     */
    static Map<String, Range> of(
            FloatGraph graph, Preprocessing preprocessing, FaceDataset faces, IntConsumer progress) {
        ActivationRanges found = new ActivationRanges(graph);
        try (NDManager manager = NDManager.newBaseManager()) {
            GraphRunner runner = new GraphRunner(graph, manager);
            pass(runner, preprocessing, faces, found::bound, progress);
            pass(runner, preprocessing, faces, found::count, done -> progress.accept(faces.size() + done));
        }
        Map<String, Range> ranges = new HashMap<>();
        found.histograms.forEach((tensor, histogram) -> ranges.put(tensor, histogram.leastError()));
        return ranges;
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
    }

    /** The value below which a tensor's readers see no difference. */
    private float floor(String tensor) {
        boolean cut = !graph.readers(tensor).isEmpty()
                && graph.readers(tensor).stream()
                        .allMatch(node -> node.getOpType().equals("HardSwish"));
        return cut ? HARD_SWISH_CUT : Float.NEGATIVE_INFINITY;
    }
}
