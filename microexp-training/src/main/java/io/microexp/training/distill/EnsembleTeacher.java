package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.augment.Batch;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several teachers as one: the mean of their distributions at the temperature of the distillation,
 * {@code q = 1/M Σ softmax(z_m / T)}, given as {@code T ln q} so that the student's loss finds q again.
 *
 * <p>Why there, and not at T = 1 or in the logits: KL(q ‖ p) differs from the mean of the members' KL(q_m ‖ p) by a term
 * without the student, so that this teaches exactly what all members at once would. (Hinton et al. 2015, section 3, take
 * arithmetic or geometric means; the mean of the logits is the geometric one, in which a member that is sure against a
 * class overrules the others.)
 *
 * <p>Thread safety: none; called by the training thread.
 */
public final class EnsembleTeacher implements Teacher {
    private final List<Teacher> members;
    private final float temperature;

    /**
     * An ensemble.
     *
     * @param members of the same classes, at least one; closed with the ensemble
     * @param temperature T of the distillation, positive
     * @throws IllegalArgumentException if there is no member or T is not positive
     */
    public EnsembleTeacher(List<? extends Teacher> members, float temperature) {
        if (members.isEmpty() || !(temperature > 0)) {
            throw new IllegalArgumentException("Expected at least one teacher and a positive temperature, found "
                    + members.size() + " teachers and temperature " + temperature);
        }
        this.members = List.copyOf(members);
        this.temperature = temperature;
    }

    @Override
    public NDArray logits(Batch batch, NDArray pixels) {
        NDArray softened = constant(pixels, 1 / temperature);
        NDArray sum = members.stream()
                .map(member -> member.logits(batch, pixels).mul(softened).softmax(-1))
                .reduce(NDArray::add)
                .orElseThrow();
        NDArray mean = sum.mul(constant(pixels, 1f / members.size()));
        return mean.maximum(constant(pixels, Float.MIN_NORMAL)).log().mul(constant(pixels, temperature));
    }

    private static NDArray constant(NDArray like, float value) {
        return like.getManager().full(new Shape(), value);
    }

    @Override
    public String identity() {
        return members.stream().map(Teacher::identity).collect(Collectors.joining(", ", "mean of (", ")"));
    }

    @Override
    public void close() {
        members.forEach(Teacher::close);
    }
}
