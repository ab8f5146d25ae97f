package io.microexp.training.network;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.training.nn.SqueezeExcite;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.GlobalAveragePool;

/**
 * The paper's network (section III.A): MobileNetV3-Small features, squeeze-and-excitation attention, global average
 * pool, a 256-unit layer with dropout, and the classifier. (N, 1, 48, 48), normalized float32, to logits (N, classes);
 * 1,242,839 parameters for seven classes.
 *
 * <p>The paper does not name the activation after the 256 units. This is hard-swish, as in MobileNetV3.
 */
public final class MicroExpNet {
    /** The paper's reduction ratio r. */
    public static final int REDUCTION = 4;
    /** Units of the fully connected layer. */
    public static final int HIDDEN_UNITS = 256;
    /** The paper's dropout rate. */
    public static final float DROPOUT = 0.4f;

    private MicroExpNet() {}

    /**
     * Builds the network.
     *
     * @param classes outputs, 7 (FER2013) or 8 (FER+, AffectNet)
     * @param strides the stride schedule
     * @param attention whether to include the attention block; the ablation's baseline has none
     * @param dropout probability of dropping a hidden unit in training
     */
    public static SequentialBlock build(int classes, Strides strides, boolean attention, float dropout) {
        SequentialBlock network = new SequentialBlock().add(new MobileNetV3SmallFeatures(strides));
        if (attention) {
            network.add(attention());
        }
        return network.add(head(classes, dropout));
    }

    /** Returns the attention of the paper's section III.C: r = 4 on the 576 maps, 166,608 parameters. */
    public static Block attention() {
        int channels = MobileNetV3SmallFeatures.CHANNELS;
        return new SqueezeExcite(channels, channels / REDUCTION, Nonlinearity.SIGMOID);
    }

    /** Pool, 256 units, dropout and classifier: 149,511 parameters for seven classes. */
    public static Block head(int classes, float dropout) {
        return new SequentialBlock()
                .add(new GlobalAveragePool())
                .add(Linear.builder().setUnits(HIDDEN_UNITS).build())
                .add(Nonlinearity.HARD_SWISH.block())
                .add(Dropout.builder().optRate(dropout).build())
                .add(Linear.builder().setUnits(classes).build());
    }
}
