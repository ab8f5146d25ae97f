package io.microexp.training.quantize;

/**
 * The weights of one layer as integers, {@code weight = integer * weightScale} and {@code bias = integer * biasScale}
 * with one scale per filter.
 *
 * <p>Weights take 7 bits, -63..63. x86 processors without VNNI add two products of an activation byte and a weight byte
 * in 16 bits: 255 * 127 * 2 overflows, 255 * 63 * 2 does not. With 7 bits every processor gives the same scores.
 *
 * @param weight row-major, one filter after the other
 * @param weightScale one per filter
 * @param bias one per filter
 * @param biasScale one per filter, the input's scale times the weights'
 */
record IntegerLayer(byte[] weight, float[] weightScale, int[] bias, float[] biasScale) {
    private static final int LARGEST_WEIGHT = 63;
    /** Keeps the sum of bias and products in 32 bits. */
    private static final double LARGEST_BIAS = 1 << 30;

    private static final double LEAST_SCALE = 1e-20;

    /** Rounds the weights and biases of a layer whose input has the given scale. */
    static IntegerLayer of(float[] weight, float[] bias, float inputScale) {
        int filters = bias.length;
        int perFilter = weight.length / filters;
        IntegerLayer layer =
                new IntegerLayer(new byte[weight.length], new float[filters], new int[filters], new float[filters]);
        for (int filter = 0; filter < filters; filter++) {
            int from = filter * perFilter;
            float scale = scale(weight, from, from + perFilter, bias[filter] / (double) inputScale);
            layer.weightScale[filter] = scale;
            layer.biasScale[filter] = scale * inputScale;
            layer.bias[filter] = (int) Math.rint(bias[filter] / ((double) scale * inputScale));
            for (int i = from; i < from + perFilter; i++) {
                layer.weight[i] = (byte) Math.rint(weight[i] / scale);
            }
        }
        return layer;
    }

    /** Returns the rounding error: the original weights minus those that the integers stand for. */
    float[] lost(float[] original) {
        int perFilter = original.length / weightScale.length;
        float[] lost = new float[original.length];
        for (int i = 0; i < lost.length; i++) {
            lost[i] = original[i] - weight[i] * weightScale[i / perFilter];
        }
        return lost;
    }

    private static float scale(float[] weight, int from, int to, double biasInInputs) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(weight[i]));
        }
        double scale = Math.max(largest / (double) LARGEST_WEIGHT, Math.abs(biasInInputs) / LARGEST_BIAS);
        return (float) Math.max(scale, LEAST_SCALE);
    }
}
