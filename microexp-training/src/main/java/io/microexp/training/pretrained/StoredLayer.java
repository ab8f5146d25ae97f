package io.microexp.training.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.train.run.Weights;

/**
 * A layer as published files store it: {@code scale * convolution + bias}, with one scale and one bias per filter.
 *
 * @param kernel (filters, inputs, H, W), row-major
 */
record StoredLayer(float[] kernel, float[] scale, float[] bias) {
    private static final int[] PIXELS = {1};

    /**
     * Puts the layer into a network and restores its batch-norm: the statistics are those of the given maps, and scale
     * and shift are set so that both compute what the stored layer does. Training then continues where that of the
     * layer ended.
     *
     * @param x the layer's input for some faces
     */
    void assignTo(ConvNorm target, ParameterStore parameters, NDArray x) {
        Weights.assign(parameter(target.convolution(), "weight"), kernel);
        NDArray maps =
                target.convolution().forward(parameters, new NDList(x), false).singletonOrThrow();
        NDArray channels = maps.transpose(1, 0, 2, 3).reshape(maps.getShape().get(1), -1);
        NDArray means = channels.mean(PIXELS, true);
        float[] mean = means.toFloatArray();
        float[] variance = channels.sub(means).square().mean(PIXELS).toFloatArray();
        float[] gamma = new float[mean.length];
        float[] beta = new float[mean.length];
        for (int c = 0; c < mean.length; c++) {
            gamma[c] = scale[c] * (float) Math.sqrt(variance[c] + ConvNorm.EPSILON);
            beta[c] = bias[c] + scale[c] * mean[c];
        }
        Weights.assign(parameter(target.norm(), "runningMean"), mean);
        Weights.assign(parameter(target.norm(), "runningVar"), variance);
        Weights.assign(parameter(target.norm(), "gamma"), gamma);
        Weights.assign(parameter(target.norm(), "beta"), beta);
    }

    static Parameter parameter(Block block, String name) {
        return block.getDirectParameters().values().stream()
                .filter(parameter -> parameter.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
