package io.microexp.training.nn;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network cut behind its global average pool.
 *
 * @param features the layers up to the pool: (N, 1, H, W) to (N, C)
 * @param head the layers after it: (N, C) to logits (N, classes)
 */
public record PooledNetwork(List<Block> features, List<Block> head) {
    /** Cuts a network; empty if it has no global average pool in a row of its layers. */
    public static Optional<PooledNetwork> of(Block network) {
        List<Block> layers = new ArrayList<>();
        flatten(network, layers);
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof GlobalAveragePool) {
                return Optional.of(new PooledNetwork(
                        List.copyOf(layers.subList(0, i + 1)), List.copyOf(layers.subList(i + 1, layers.size()))));
            }
        }
        return Optional.empty();
    }

    private static void flatten(Block block, List<Block> layers) {
        if (block.getClass() == SequentialBlock.class) {
            block.getChildren().values().forEach(child -> flatten(child, layers));
        } else {
            layers.add(block);
        }
    }
}
