package io.microexp.training.export;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import io.microexp.training.nn.ConvNorm;

/**
 * The weights of one layer as they stand in a model file: batch-norm multiplied into the convolution,
 * {@code w' = w·γ/√(σ²+ε)} and {@code b' = β - μ·γ/√(σ²+ε)} with every sum in double precision.
 *
 * @param weight (filters, C / groups, K, K) or (units, inputs), row-major
 * @param bias one a filter or unit
 */
record FoldedLayer(float[] weight, float[] bias) {
    static FoldedLayer of(ConvNorm block) {
        float[] weight = values(block.convolution(), "weight");
        float[] gamma = values(block.norm(), "gamma");
        float[] beta = values(block.norm(), "beta");
        float[] mean = values(block.norm(), "runningMean");
        float[] variance = values(block.norm(), "runningVar");
        float[] bias = new float[gamma.length];
        int perFilter = weight.length / gamma.length;
        for (int f = 0; f < gamma.length; f++) {
            double scale = gamma[f] / Math.sqrt((double) variance[f] + ConvNorm.EPSILON);
            bias[f] = (float) (beta[f] - mean[f] * scale);
            for (int i = f * perFilter; i < (f + 1) * perFilter; i++) {
                weight[i] = (float) (weight[i] * scale);
            }
        }
        return new FoldedLayer(weight, bias);
    }

    static FoldedLayer of(Linear block) {
        return new FoldedLayer(values(block, "weight"), values(block, "bias"));
    }

    /** Returns the layer with its outputs divided. */
    FoldedLayer dividedBy(float divisor) {
        return new FoldedLayer(divide(weight, divisor), divide(bias, divisor));
    }

    private static float[] divide(float[] values, float divisor) {
        float[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] /= divisor;
        }
        return result;
    }

    static NDArray array(Block block, String parameter) {
        for (Parameter candidate : block.getDirectParameters().values()) {
            if (candidate.getName().equals(parameter)) {
                return candidate.getArray();
            }
        }
        throw new IllegalArgumentException("Expected a parameter " + parameter + " in " + block);
    }

    private static float[] values(Block block, String parameter) {
        return array(block, parameter).toFloatArray();
    }
}
