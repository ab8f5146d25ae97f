package io.microexp.training.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.nn.PyTorchEngine;

/**
 * Multinomial logistic regression with a penalty on the squared distance from given weights (L2-SP of Li, Grandvalet and
 * Davoine 2018, "Explicit inductive bias for transfer learning with convolutional networks"). Features are centered and
 * scaled to a mean squared norm of 1. The objective is then convex with a known Lipschitz constant, and Nesterov's
 * accelerated gradient descent needs neither a learning rate nor a seed.
 */
final class Regression {
    private static final int STEPS = 200;

    private final int inputs;
    private final float[] center;
    private final double scale;
    private final float[] rows;
    private final int[] labels;

    /**
     * Prepares the features.
     *
     * @param rows of features
     * @param labels one per row
     */
    Regression(float[][] rows, int[] labels) {
        this.labels = labels;
        this.inputs = rows[0].length;
        this.center = new float[inputs];
        for (float[] row : rows) {
            for (int i = 0; i < inputs; i++) {
                center[i] += row[i] / rows.length;
            }
        }
        double squares = 0;
        for (float[] row : rows) {
            for (int i = 0; i < inputs; i++) {
                squares += (double) (row[i] - center[i]) * (row[i] - center[i]) / rows.length;
            }
        }
        this.scale = Math.sqrt(Math.max(squares, Float.MIN_NORMAL));
        this.rows = new float[rows.length * (inputs + 1)];
        for (int row = 0; row < rows.length; row++) {
            int at = row * (inputs + 1);
            for (int i = 0; i < inputs; i++) {
                this.rows[at + i] = (float) ((rows[row][i] - center[i]) / scale);
            }
            this.rows[at + inputs] = 1;
        }
    }

    /**
     * Fits a layer.
     *
     * @param start what the layer is drawn towards, and starts from
     * @param penalty how strongly, above 0
     */
    LinearLayer fit(LinearLayer start, double penalty) {
        int classes = start.bias().length;
        // half the mean squared norm bounds the curvature of the cross-entropy; the bias adds 1 to that norm
        double curvature = 1 + penalty;
        double momentum = (Math.sqrt(curvature) - Math.sqrt(penalty)) / (Math.sqrt(curvature) + Math.sqrt(penalty));
        try (NDManager manager = PyTorchEngine.newManager()) {
            NDArray x = manager.create(rows, new Shape(labels.length, inputs + 1L));
            NDArray transposed = x.transpose().div(labels.length);
            NDArray y = manager.create(labels).oneHot(classes);
            NDArray center = manager.create(scaled(start), new Shape(inputs + 1L, classes));
            NDArray weights = center;
            NDArray ahead = center;
            for (int step = 0; step < STEPS; step++) {
                NDArray error = x.dot(ahead).softmax(-1).sub(y);
                NDArray gradient = transposed.dot(error).add(ahead.sub(center).mul(penalty));
                NDArray next = ahead.sub(gradient.div(curvature));
                ahead = next.add(next.sub(weights).mul(momentum));
                weights = next;
            }
            return unscaled(weights.toFloatArray(), classes);
        }
    }

    /** The layer for centered and scaled features, (inputs and bias, classes). */
    private float[] scaled(LinearLayer layer) {
        int classes = layer.bias().length;
        float[] values = new float[(inputs + 1) * classes];
        for (int c = 0; c < classes; c++) {
            double bias = layer.bias()[c];
            for (int i = 0; i < inputs; i++) {
                values[i * classes + c] = (float) (layer.weight()[c][i] * scale);
                bias += layer.weight()[c][i] * center[i];
            }
            values[inputs * classes + c] = (float) bias;
        }
        return values;
    }

    private LinearLayer unscaled(float[] values, int classes) {
        float[][] weight = new float[classes][inputs];
        float[] bias = new float[classes];
        for (int c = 0; c < classes; c++) {
            double sum = values[inputs * classes + c];
            for (int i = 0; i < inputs; i++) {
                weight[c][i] = (float) (values[i * classes + c] / scale);
                sum -= weight[c][i] * center[i];
            }
            bias[c] = (float) sum;
        }
        return new LinearLayer(weight, bias);
    }
}
