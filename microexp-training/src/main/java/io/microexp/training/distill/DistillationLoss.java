package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;

/**
 * Equation (1) of the paper: {@code L = α·T²·KL(q ‖ p) + (1 - α)·CE(y, p)}, the mean over a batch.
 *
 * <p>In the first term q and p are the teacher's and the student's softmax at temperature T; in the second p is the
 * student's ordinary softmax, as in Hinton et al. 2015 (the paper's text says "at the same temperature" for both).
 * With α = 0 this is cross-entropy with soft targets, and no teacher is asked for.
 *
 * <p>Thread safety: immutable.
 */
public final class DistillationLoss extends Loss {
    /** The paper's temperature. */
    public static final float TEMPERATURE = 4f;
    /** The paper's weight of the distillation term. */
    public static final float ALPHA = 0.7f;

    private final float alpha;
    private final float temperature;

    /**
     * A loss.
     *
     * @param alpha weight of the distillation term, 0 to 1
     * @param temperature T, positive
     * @throws IllegalArgumentException if a value is out of range
     */
    public DistillationLoss(float alpha, float temperature) {
        super("DistillationLoss");
        if (!(alpha >= 0 && alpha <= 1) || !(temperature > 0) || Float.isInfinite(temperature)) {
            throw new IllegalArgumentException("Expected alpha in [0, 1] and a positive temperature, found alpha "
                    + alpha + ", temperature " + temperature);
        }
        this.alpha = alpha;
        this.temperature = temperature;
    }

    /** Cross-entropy with the labels alone. */
    public static DistillationLoss labelsOnly() {
        return new DistillationLoss(0f, 1f);
    }

    /** Whether a teacher's logits are needed. */
    public boolean needsTeacher() {
        return alpha > 0;
    }

    /**
     * The loss of a batch.
     *
     * @param labels target distributions (N, classes); then, unless α = 0, the teacher's logits (N, classes)
     * @param predictions the student's logits (N, classes)
     * @return a scalar
     */
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray logits = predictions.singletonOrThrow();
        NDArray crossEntropy = labels.get(0)
                .mul(logits.logSoftmax(-1))
                .sum(new int[] {-1})
                .mean()
                .neg();
        if (!needsTeacher()) {
            return crossEntropy;
        }
        if (labels.size() != 2) {
            throw new IllegalArgumentException(
                    "Expected targets and teacher logits, found " + labels.size() + " label arrays");
        }
        NDArray softened = constant(logits, 1 / temperature);
        NDArray q = labels.get(1).mul(softened).softmax(-1);
        NDArray logQ = labels.get(1).mul(softened).logSoftmax(-1);
        NDArray logP = logits.mul(softened).logSoftmax(-1);
        NDArray divergence = q.mul(logQ.sub(logP)).sum(new int[] {-1}).mean();
        return divergence
                .mul(constant(logits, alpha * temperature * temperature))
                .add(crossEntropy.mul(constant(logits, 1 - alpha)));
    }

    /* Native memory: see io.microexp.training.nn.HardSigmoid on x.mul(Number). */
    private static NDArray constant(NDArray like, float value) {
        return like.getManager().full(new Shape(), value);
    }
}
