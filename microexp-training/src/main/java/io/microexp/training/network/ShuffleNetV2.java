package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.ShuffleUnit;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.GlobalAveragePool;
import io.microexp.training.nn.functional.MaxPool;

/**
 * ShuffleNetV2 1.0x (Ma et al. 2018, table 5): (N, C, H, W), normalized float32, to logits (N, classes); C is what the
 * block is initialized with. 2,278,604 parameters for three channels and 1,000 classes.
 */
public final class ShuffleNetV2 {
    private static final int STEM = 24;
    private static final int CHANNELS = 1024;
    private static final int[] WIDTHS = {116, 232, 464};
    private static final int[] UNITS = {4, 8, 4};

    private ShuffleNetV2() {}

    /**
     * Builds the network.
     *
     * @param classes outputs
     */
    public static SequentialBlock build(int classes) {
        SequentialBlock network = new SequentialBlock()
                .add(new ConvNorm(STEM, 3, 2, 1, Nonlinearity.RELU))
                .add(new MaxPool(3, 2, 1));
        int channels = STEM;
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            for (int i = 0; i < UNITS[stage]; i++) {
                network.add(new ShuffleUnit(channels, WIDTHS[stage], i == 0 ? 2 : 1));
                channels = WIDTHS[stage];
            }
        }
        return network.add(new ConvNorm(CHANNELS, 1, 1, 1, Nonlinearity.RELU))
                .add(new GlobalAveragePool())
                .add(Linear.builder().setUnits(classes).build());
    }
}
