package io.microexp.training.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import java.util.Arrays;

/**
 * Computes the logits of a network on a split.
 */
public final class NetworkLogits {
    private static final int BATCH = 128;

    private NetworkLogits() {}

    /**
     * Runs the network as in inference: no augmentation, no dropout, running batch-norm statistics.
     *
     * @param network initialized; (N, 1, H, W) to logits (N, classes)
     * @param manager owns what a batch allocates, until the batch is done
     * @return one row of logits per face, in the split's order
     */
    public static float[][] of(Block network, NDManager manager, Preprocessing preprocessing, FaceDataset split) {
        float[][] rows = new float[split.size()][];
        ParameterStore parameters = new ParameterStore(manager, false);
        try (BatchLoader batches = BatchLoader.evaluation(split, preprocessing, BATCH)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                try (NDManager scope = manager.newSubManager()) {
                    Shape shape = new Shape(batch.size(), 1, preprocessing.height(), preprocessing.width());
                    NDArray logits = network.forward(parameters, new NDList(scope.create(batch.pixels(), shape)), false)
                            .singletonOrThrow();
                    float[] values = logits.toFloatArray();
                    int classes = values.length / batch.size();
                    for (int i = 0; i < batch.size(); i++) {
                        rows[batch.indices()[i]] = Arrays.copyOfRange(values, i * classes, (i + 1) * classes);
                    }
                }
            }
        }
        return rows;
    }
}
