package io.microexp.engine;

import java.util.Arrays;

/**
 * Matrix times one pixel as dot products, eight at a time. One float at a time, but eight sums that do not wait for each
 * other keep the adders busy, and the weights, each used once, are read in eight straight streams.
 */
final class ScalarDots implements Step {
    private static final int SUMS = 8;

    private final View in;
    private final View out;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;

    ScalarDots(Op.Conv conv, View in, View out) {
        this.in = in;
        this.out = out;
        this.bias = Packing.bias(conv);
        // [output channels, padded][input channels]
        this.weights = Arrays.copyOf(conv.weights(), bias.length * in.channels());
        this.activation = conv.activation();
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        for (int output = 0; output < bias.length; output += SUMS) {
            eightDots(arena, output);
        }
        activation.apply(arena, out.offset(), bias.length);
    }

    private void eightDots(float[] arena, int output) {
        int inputs = in.channels();
        int from = in.offset();
        float[] w = weights;
        int w0 = output * inputs;
        int w1 = w0 + inputs;
        int w2 = w1 + inputs;
        int w3 = w2 + inputs;
        int w4 = w3 + inputs;
        int w5 = w4 + inputs;
        int w6 = w5 + inputs;
        int w7 = w6 + inputs;
        float s0 = bias[output];
        float s1 = bias[output + 1];
        float s2 = bias[output + 2];
        float s3 = bias[output + 3];
        float s4 = bias[output + 4];
        float s5 = bias[output + 5];
        float s6 = bias[output + 6];
        float s7 = bias[output + 7];
        for (int i = 0; i < inputs; i++) {
            float x = arena[from + i];
            s0 += x * w[w0 + i];
            s1 += x * w[w1 + i];
            s2 += x * w[w2 + i];
            s3 += x * w[w3 + i];
            s4 += x * w[w4 + i];
            s5 += x * w[w5 + i];
            s6 += x * w[w6 + i];
            s7 += x * w[w7 + i];
        }
        int to = out.offset() + output;
        arena[to] = s0;
        arena[to + 1] = s1;
        arena[to + 2] = s2;
        arena[to + 3] = s3;
        arena[to + 4] = s4;
        arena[to + 5] = s5;
        arena[to + 6] = s6;
        arena[to + 7] = s7;
    }
}
