package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.Residual;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.ChannelsLast;
import io.microexp.training.nn.functional.GlobalAveragePool;

/**
 * A ResNet for small faces (He et al. 2016, basic blocks): the stem keeps full resolution and is not pooled. With that,
 * networks trained from scratch on 48x48 faces exceed 70 % (Pramerdorfer and Kampel 2016). The maps shrink to 24x24,
 * 12x12, 6x6 and 3x3. (N, 1, 48, 48) to logits (N, classes).
 */
public final class FaceResNet {
    private static final int[] WIDTHS = {32, 64, 128, 256};
    private static final int BLOCKS_PER_STAGE = 2;

    private FaceResNet() {}

    /**
     * Builds the network.
     *
     * @param classes outputs
     * @param dropout probability of dropping a pooled channel in training
     */
    public static SequentialBlock build(int classes, float dropout) {
        SequentialBlock network =
                new SequentialBlock().add(new ChannelsLast()).add(new ConvNorm(WIDTHS[0], 3, 1, 1, Nonlinearity.RELU));
        int channels = WIDTHS[0];
        for (int width : WIDTHS) {
            for (int i = 0; i < BLOCKS_PER_STAGE; i++) {
                network.add(block(channels, width, i == 0 ? 2 : 1));
                channels = width;
            }
        }
        return network.add(new GlobalAveragePool())
                .add(Dropout.builder().optRate(dropout).build())
                .add(Linear.builder().setUnits(classes).build());
    }

    private static Residual block(int channels, int filters, int stride) {
        SequentialBlock body = new SequentialBlock()
                .add(new ConvNorm(filters, 3, stride, 1, Nonlinearity.RELU))
                .add(new ConvNorm(filters, 3, 1, 1));
        SequentialBlock shortcut = new SequentialBlock();
        if (stride != 1 || channels != filters) {
            shortcut.add(new ConvNorm(filters, 1, stride, 1));
        }
        return new Residual(body, shortcut);
    }
}
