package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.InvertedResidual;
import io.microexp.training.nn.SqueezeExcite;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.GlobalAveragePool;
import java.util.Optional;

/**
 * EfficientNet-B0 (Tan and Le 2019, table 1): (N, C, H, W), normalized float32, to logits (N, classes); C is what the
 * block is initialized with. 5,288,548 parameters for three channels and 1,000 classes. The article's stochastic depth
 * is left out.
 */
public final class EfficientNetB0 {
    private static final int STEM = 32;
    private static final int CHANNELS = 1280;
    private static final float DROPOUT = 0.2f;
    /** Squeezed channels are a quarter of the block's input, not of its expansion as in MobileNetV3. */
    private static final int REDUCTION = 4;

    /** A row of the article's table: expansion, kernel, channels, repeats, and the stride of the first. */
    private record Stage(int expansion, int kernel, int filters, int repeats, int stride) {}

    private static final Stage[] STAGES = {
        new Stage(1, 3, 16, 1, 1),
        new Stage(6, 3, 24, 2, 2),
        new Stage(6, 5, 40, 2, 2),
        new Stage(6, 3, 80, 3, 2),
        new Stage(6, 5, 112, 3, 1),
        new Stage(6, 5, 192, 4, 2),
        new Stage(6, 3, 320, 1, 1)
    };

    private EfficientNetB0() {}

    /**
     * Builds the network.
     *
     * @param classes outputs
     */
    public static SequentialBlock build(int classes) {
        SequentialBlock network = new SequentialBlock().add(new ConvNorm(STEM, 3, 2, 1, Nonlinearity.SWISH));
        int channels = STEM;
        for (Stage stage : STAGES) {
            for (int i = 0; i < stage.repeats; i++) {
                int expanded = channels * stage.expansion;
                SqueezeExcite attention =
                        new SqueezeExcite(expanded, channels / REDUCTION, Nonlinearity.SWISH, Nonlinearity.SIGMOID);
                network.add(new InvertedResidual(
                        channels,
                        stage.kernel,
                        expanded,
                        stage.filters,
                        Optional.of(attention),
                        Nonlinearity.SWISH,
                        i == 0 ? stage.stride : 1));
                channels = stage.filters;
            }
        }
        return network.add(new ConvNorm(CHANNELS, 1, 1, 1, Nonlinearity.SWISH))
                .add(new GlobalAveragePool())
                .add(Dropout.builder().optRate(DROPOUT).build())
                .add(Linear.builder().setUnits(classes).build());
    }
}
