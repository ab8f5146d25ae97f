package io.microexp.engine;

import java.util.Arrays;

/** Rearranges weights for the kernels: once, when the model is opened. */
final class Packing {
    private Packing() {}

    /** One value per output channel, zeros up to the whole block. */
    static float[] bias(Op.Conv conv) {
        return Arrays.copyOf(conv.bias(), View.roundUp(conv.bias().length));
    }

    /**
     * The weights as rows of output channels, zeros up to the whole block.
     *
     * @return [height * width * input channels / groups][output channels]: in the order of NHWC memory under a window
     */
    static float[][] rows(Op.Conv conv) {
        int taps = conv.window().taps();
        int outputs = conv.bias().length;
        int inputs = conv.weights().length / (taps * outputs);
        float[][] rows = new float[taps * inputs][View.roundUp(outputs)];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                for (int tap = 0; tap < taps; tap++) {
                    rows[tap * inputs + i][o] = conv.weights()[(o * inputs + i) * taps + tap];
                }
            }
        }
        return rows;
    }
}
