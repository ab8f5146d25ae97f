package io.microexp.training.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"): the Nesterov momentum of a
 * layer's matrix is replaced by the nearest matrix whose singular values are all about 1, so that weak directions move as
 * far as strong ones. Updates are scaled as in Liu et al. 2025, "Muon is scalable for LLM training", so that AdamW's
 * learning rate and decay apply.
 *
 * <p>It serves the weights of dense layers, pointwise and fully connected. Parameters with fewer than {@value #MIN_SIDE}
 * rows or columns, such as the stem, depthwise kernels, biases, batch-norm and the classifier, are left to {@link AdamW}.
 */
final class Muon extends AdamW {
    private static final int MIN_SIDE = 16;
    private static final float MOMENTUM = 0.95f;
    /** The root mean square of an update of AdamW. */
    private static final double ADAM_UPDATE = 0.2;
    /** Steps of the Newton-Schulz iteration, and the coefficients of its polynomial. */
    private static final int ITERATIONS = 5;

    private static final float A = 3.4445f;
    private static final float B = -4.7750f;
    private static final float C = 2.0315f;
    private static final float EPSILON = 1e-7f;

    Muon(List<Parameter> parameters, float weightDecay) {
        super(parameters, weightDecay);
    }

    @Override
    void update(NDArray weight, NDArray gradient, List<NDArray> state, float learningRate, float decay) {
        Shape shape = weight.getShape();
        if (shape.dimension() < 2 || shape.get(0) < MIN_SIDE || shape.get(1) < MIN_SIDE) {
            super.update(weight, gradient, state, learningRate, decay);
            return;
        }
        NDManager scratch = gradient.getManager();
        NDArray momentum = state.get(0);
        momentum.muli(MOMENTUM).addi(gradient);
        NDArray direction = Arrays.copy(momentum, scratch).muli(MOMENTUM).addi(gradient);
        NDArray matrix = direction.reshape(shape.get(0), shape.size() / shape.get(0));
        double scale = ADAM_UPDATE
                * Math.sqrt(Math.max(matrix.getShape().get(0), matrix.getShape().get(1)));
        NDArray update = orthogonal(matrix).muli(learningRate * scale).reshape(shape);
        Arrays.view(weight, scratch).muli(1 - learningRate * decay).subi(update);
    }

    /** Singular values of (rows, columns) driven towards 1, to between 0.7 and 1.2, by five Newton-Schulz steps. */
    private static NDArray orthogonal(NDArray matrix) {
        boolean tall = matrix.getShape().get(0) > matrix.getShape().get(1);
        NDArray x = tall ? matrix.transpose() : matrix;
        x = x.div(x.square().sum().sqrt().getFloat() + EPSILON);
        for (int i = 0; i < ITERATIONS; i++) {
            NDArray gram = x.matMul(x.transpose());
            NDArray polynomial = gram.matMul(gram).muli(C).addi(gram.muli(B));
            x = polynomial.matMul(x).addi(x.mul(A));
        }
        return tall ? x.transpose() : x;
    }
}
