package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.ChannelsLast;
import io.microexp.training.nn.functional.Flatten;
import io.microexp.training.nn.functional.MaxPool;

/**
 * A VGG for small faces: pairs of 3x3 convolutions at full resolution, pooled to 24x24, 12x12, 6x6 and 3x3, then one
 * hidden layer. (N, 1, 48, 48), normalized float32, to logits (N, classes); 1,764,519 parameters for seven classes.
 *
 * <p>It follows the VGG of 1.8 million parameters with which Pramerdorfer and Kampel 2016 (arXiv 1612.02903) report
 * 72.7 % on FER2013's test split: full 48x48 input, dropout after each pooling. How the parameters are spread over the
 * layers is our choice: widths of 32 to 256 and 256 hidden units take the fewest multiply-adds at that size.
 */
public final class FaceVgg {
    private static final int[] WIDTHS = {32, 64, 128, 256};
    private static final int HIDDEN_UNITS = 256;
    /** The dropout rate after each pooling. */
    private static final float POOL_DROPOUT = 0.1f;

    private FaceVgg() {}

    /**
     * Builds the network.
     *
     * @param classes outputs
     * @param dropout probability of dropping a hidden unit in training
     */
    public static SequentialBlock build(int classes, float dropout) {
        SequentialBlock network = new SequentialBlock().add(new ChannelsLast());
        for (int width : WIDTHS) {
            network.add(new ConvNorm(width, 3, 1, 1, Nonlinearity.RELU))
                    .add(new ConvNorm(width, 3, 1, 1, Nonlinearity.RELU))
                    .add(new MaxPool(2, 2, 0))
                    .add(Dropout.builder().optRate(POOL_DROPOUT).build());
        }
        return network.add(new Flatten())
                .add(Linear.builder().setUnits(HIDDEN_UNITS).build())
                .add(Nonlinearity.RELU.block())
                .add(Dropout.builder().optRate(dropout).build())
                .add(Linear.builder().setUnits(classes).build());
    }
}
