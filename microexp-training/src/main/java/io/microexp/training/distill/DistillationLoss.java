package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;

/**
 * Equation (1) of the paper: {@code L = α·T²·KL(q ‖ p) + (1 - α)·CE(y, p)}, the mean over a batch.
 *
 * <p>In the first term, q and p are the teacher's and the student's softmax at temperature T. In the second, p is the
 * student's ordinary softmax, as in Hinton et al. 2015. (The paper's text says "at the same temperature" for both.)
 * With α = 0 this is cross-entropy with soft targets, and no teacher is needed.
 *
 * <p>With γ &gt; 0 the second term is the focal loss (Lin et al. 2017, "Focal Loss for Dense Object Detection",
 * equation 4), {@code -Σ y (1 - p)^γ ln p}. Faces that are already predicted well count less. The sum over classes
 * extends the published loss to soft targets and equals it for a hard label.
 */
public final class DistillationLoss extends Loss {
    /** The paper's temperature. */
    public static final float TEMPERATURE = 4f;
    /** The paper's weight of the distillation term. */
    public static final float ALPHA = 0.7f;

    /**
     * The minimum of 1 - p, about a float32 softmax's rounding error. With γ &lt; 1 the power has no derivative at 0.
     */
    private static final float LEAST_DOUBT = 1e-7f;

    private final float alpha;
    private final float temperature;
    private final float focalGamma;

    /**
     * Creates a loss whose second term is cross-entropy.
     *
     * @param alpha weight of the distillation term, 0 to 1
     * @param temperature T, positive
     * @throws IllegalArgumentException if a value is out of range
     */
    public DistillationLoss(float alpha, float temperature) {
        this(alpha, temperature, 0f);
    }

    /**
     * Creates a loss.
     *
     * @param alpha weight of the distillation term, 0 to 1
     * @param temperature T, positive
     * @param focalGamma γ of the focal loss, not negative; 0 is cross-entropy
     * @throws IllegalArgumentException if a value is out of range
     */
    public DistillationLoss(float alpha, float temperature, float focalGamma) {
        super("DistillationLoss");
        if (!(alpha >= 0 && alpha <= 1) || !(temperature > 0) || Float.isInfinite(temperature)) {
            throw new IllegalArgumentException("Expected alpha in [0, 1] and a positive temperature, found alpha "
                    + alpha + ", temperature " + temperature);
        }
        if (!(focalGamma >= 0) || Float.isInfinite(focalGamma)) {
            throw new IllegalArgumentException("Expected a focal gamma of at least 0, found " + focalGamma);
        }
        this.alpha = alpha;
        this.temperature = temperature;
        this.focalGamma = focalGamma;
    }

    /** Returns the cross-entropy with the labels, without a teacher. */
    public static DistillationLoss labelsOnly() {
        return new DistillationLoss(0f, 1f);
    }

    /** Returns whether a teacher's logits are needed. */
    public boolean needsTeacher() {
        return alpha > 0;
    }

    /**
     * Computes the loss of a batch.
     *
     * @param labels target distributions (N, classes); then, unless α = 0, the teacher's logits (N, classes)
     * @param predictions the student's logits (N, classes)
     * @return a scalar
     */
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray logits = predictions.singletonOrThrow();
        NDArray crossEntropy = crossEntropy(labels.get(0), logits);
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

    private NDArray crossEntropy(NDArray targets, NDArray logits) {
        NDArray logP = logits.logSoftmax(-1);
        NDArray weighted = focalGamma > 0 ? targets.mul(doubt(logP)) : targets;
        return weighted.mul(logP).sum(new int[] {-1}).mean().neg();
    }

    /* (1 - p)^γ */
    private NDArray doubt(NDArray logP) {
        NDArray rest = constant(logP, 1f).sub(logP.exp());
        return rest.maximum(constant(logP, LEAST_DOUBT)).pow(constant(logP, focalGamma));
    }

    /* Native memory: see io.microexp.training.nn.activation.HardSigmoid on x.mul(Number). */
    private static NDArray constant(NDArray like, float value) {
        return like.getManager().full(new Shape(), value);
    }
}
