package io.microexp.training.export;

import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import io.microexp.training.nn.ConvNorm;
import java.util.ArrayList;
import java.util.List;

/** The layers with weights of a network, in the order in which a model file stores them. */
final class Layers {
    /** What the names of their tensors start with; constants of operators have other names. */
    static final String PREFIX = "layer";

    private Layers() {}

    /** Each a {@link ConvNorm} or a {@link Linear}, depth first. */
    static List<Block> of(Block network) {
        List<Block> layers = new ArrayList<>();
        collect(network, layers);
        return layers;
    }

    private static void collect(Block block, List<Block> layers) {
        if (block instanceof ConvNorm || block instanceof Linear) {
            layers.add(block);
        } else {
            block.getChildren().values().forEach(child -> collect(child, layers));
        }
    }
}
