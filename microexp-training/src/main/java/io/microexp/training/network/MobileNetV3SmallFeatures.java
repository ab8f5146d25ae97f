package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.InvertedResidual;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.ChannelsLast;
import java.util.List;

/**
 * The convolutional part of MobileNetV3-Small (Howard et al. 2019, table 2) on one gray channel: (N, 1, 48, 48) to
 * (N, 576, S, S), S set by the strides; 926,720 parameters (paper, section III.A: 0.93 M).
 */
public final class MobileNetV3SmallFeatures extends SequentialBlock {
    /** Channels of the last maps. */
    public static final int CHANNELS = 576;

    /** Channels of the stem. */
    private static final int STEM = 16;

    /** Creates the network of a stride schedule. */
    public MobileNetV3SmallFeatures(Strides strides) {
        List<Integer> s = strides.values();
        add(new ChannelsLast());
        add(new ConvNorm(STEM, 3, s.get(0), 1, Nonlinearity.HARD_SWISH));
        add(new InvertedResidual(STEM, 3, 16, 16, true, Nonlinearity.RELU, s.get(1)));
        add(new InvertedResidual(16, 3, 72, 24, false, Nonlinearity.RELU, s.get(2)));
        add(new InvertedResidual(24, 3, 88, 24, false, Nonlinearity.RELU, 1));
        add(new InvertedResidual(24, 5, 96, 40, true, Nonlinearity.HARD_SWISH, s.get(3)));
        add(new InvertedResidual(40, 5, 240, 40, true, Nonlinearity.HARD_SWISH, 1));
        add(new InvertedResidual(40, 5, 240, 40, true, Nonlinearity.HARD_SWISH, 1));
        add(new InvertedResidual(40, 5, 120, 48, true, Nonlinearity.HARD_SWISH, 1));
        add(new InvertedResidual(48, 5, 144, 48, true, Nonlinearity.HARD_SWISH, 1));
        add(new InvertedResidual(48, 5, 288, 96, true, Nonlinearity.HARD_SWISH, s.get(4)));
        add(new InvertedResidual(96, 5, 576, 96, true, Nonlinearity.HARD_SWISH, 1));
        add(new InvertedResidual(96, 5, 576, 96, true, Nonlinearity.HARD_SWISH, 1));
        add(new ConvNorm(CHANNELS, 1, 1, 1, Nonlinearity.HARD_SWISH));
    }
}
