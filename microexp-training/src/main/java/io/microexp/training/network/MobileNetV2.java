package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.InvertedResidual;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.GlobalAveragePool;
import java.util.Optional;

/**
 * MobileNetV2 (Sandler et al. 2018, table 2): (N, C, H, W), normalized float32, to logits (N, classes); C is what the
 * block is initialized with. 3,504,872 parameters for three channels and 1,000 classes.
 */
public final class MobileNetV2 {
    private static final int STEM = 32;
    private static final int CHANNELS = 1280;
    private static final float DROPOUT = 0.2f;

    /** A row of the article's table: expansion, channels, repeats, and the stride of the first. */
    private record Stage(int expansion, int filters, int repeats, int stride) {}

    private static final Stage[] STAGES = {
        new Stage(1, 16, 1, 1),
        new Stage(6, 24, 2, 2),
        new Stage(6, 32, 3, 2),
        new Stage(6, 64, 4, 2),
        new Stage(6, 96, 3, 1),
        new Stage(6, 160, 3, 2),
        new Stage(6, 320, 1, 1)
    };

    private MobileNetV2() {}

    /**
     * Builds the network.
     *
     * @param classes outputs
     */
    public static SequentialBlock build(int classes) {
        SequentialBlock network = new SequentialBlock().add(new ConvNorm(STEM, 3, 2, 1, Nonlinearity.RELU6));
        int channels = STEM;
        for (Stage stage : STAGES) {
            for (int i = 0; i < stage.repeats; i++) {
                int expanded = channels * stage.expansion;
                int stride = i == 0 ? stage.stride : 1;
                network.add(new InvertedResidual(
                        channels, 3, expanded, stage.filters, Optional.empty(), Nonlinearity.RELU6, stride));
                channels = stage.filters;
            }
        }
        return network.add(new ConvNorm(CHANNELS, 1, 1, 1, Nonlinearity.RELU6))
                .add(new GlobalAveragePool())
                .add(Dropout.builder().optRate(DROPOUT).build())
                .add(Linear.builder().setUnits(classes).build());
    }
}
