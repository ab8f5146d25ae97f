package io.microexp.training.head;

import ai.djl.nn.core.Linear;
import io.microexp.training.train.run.Weights;

/**
 * A fully connected layer.
 *
 * @param weight (outputs, inputs)
 * @param bias one per output
 */
record LinearLayer(float[][] weight, float[] bias) {
    static LinearLayer of(Linear block) {
        float[] bias = values(block, "bias");
        float[] flat = values(block, "weight");
        int inputs = flat.length / bias.length;
        float[][] weight = new float[bias.length][inputs];
        for (int i = 0; i < flat.length; i++) {
            weight[i / inputs][i % inputs] = flat[i];
        }
        return new LinearLayer(weight, bias);
    }

    private static float[] values(Linear block, String parameter) {
        return block.getParameters().get(parameter).getArray().toFloatArray();
    }

    void writeTo(Linear block) {
        int inputs = weight[0].length;
        float[] flat = new float[bias.length * inputs];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = weight[i / inputs][i % inputs];
        }
        Weights.assign(block.getParameters().get("weight"), flat);
        Weights.assign(block.getParameters().get("bias"), bias);
    }

    float[][] logits(float[][] rows) {
        float[][] logits = new float[rows.length][bias.length];
        for (int row = 0; row < rows.length; row++) {
            for (int output = 0; output < bias.length; output++) {
                double sum = bias[output];
                for (int i = 0; i < rows[row].length; i++) {
                    sum += weight[output][i] * rows[row][i];
                }
                logits[row][output] = (float) sum;
            }
        }
        return logits;
    }
}
