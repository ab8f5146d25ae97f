package io.microexp.training.head;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.export.ModelWeights;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.PyTorchEngine;
import io.microexp.training.train.run.NetworkLogits;
import io.microexp.training.train.run.TrainingRun;

/**
 * What the last layer of a network reads for each face, and that layer.
 *
 * @param network with the classes of the faces
 * @param start the last layer: the model's own rows, and small drawn ones for classes that it lacks
 * @param rows one per face
 * @param mirrored one per mirror image
 */
record Features(NetworkSpec network, LinearLayer start, float[][] rows, float[][] mirrored) {
    private static final long SEED = 1;

    static Features of(ModelWeights weights, FaceDataset faces) {
        NetworkSpec network = network(weights, faces);
        try (NDManager manager = PyTorchEngine.newManager()) {
            Block block = block(weights, faces, manager);
            LinearLayer start = LinearLayer.of(classifier(block));
            innermost(block).removeLastBlock();
            return new Features(
                    network,
                    start,
                    NetworkLogits.of(block, manager, network.preprocessing(), faces),
                    NetworkLogits.of(block, manager, network.preprocessing(), faces.mirrored()));
        }
    }

    private static NetworkSpec network(ModelWeights weights, FaceDataset faces) {
        return weights.network().withHeads(faces.labels(), false);
    }

    /** Builds the model's network with the classes of the faces. */
    static Block block(ModelWeights weights, FaceDataset faces, NDManager manager) {
        NetworkSpec network = network(weights, faces);
        Block block = network.build();
        TrainingRun.initialize(block, manager, network.preprocessing(), SEED);
        weights.start(network, faces).copier().accept(block);
        return block;
    }

    /** Returns the last layer of a network. */
    static Linear classifier(Block network) {
        return (Linear) last(innermost(network));
    }

    private static SequentialBlock innermost(Block network) {
        SequentialBlock sequence = (SequentialBlock) network;
        return last(sequence) instanceof SequentialBlock inner ? innermost(inner) : sequence;
    }

    private static Block last(SequentialBlock sequence) {
        Pair<String, Block> last =
                sequence.getChildren().get(sequence.getChildren().size() - 1);
        return last.getValue();
    }
}
