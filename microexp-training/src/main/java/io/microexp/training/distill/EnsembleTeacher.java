package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.augment.Batch;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several teachers as one: the mean of their distributions at the temperature of the distillation,
 * {@code q = 1/M Σ softmax(z_m / T)}, returned as {@code T ln q}, from which the student's loss computes q again.
 *
 * <p>The mean is taken there, and not at T = 1 or over logits, because KL(q ‖ p) differs from the mean of the members'
 * KL(q_m ‖ p) only by a term without the student: the gradients are those of all members at once. (Hinton et al. 2015,
 * section 3, take arithmetic or geometric means. The mean of logits is the geometric one, in which one member that
 * rules out a class overrules the others.)
 *
 * <p>Not thread-safe.
 */
public final class EnsembleTeacher implements Teacher {
    private final List<Teacher> members;
    private final float temperature;
    private final List<Integer> heads;

    /**
     * Creates an ensemble.
     *
     * @param members of the same classes, at least one; closed with the ensemble
     * @param temperature T of the distillation, positive
     * @param heads classes of each head of the members; each head has its own distribution
     * @throws IllegalArgumentException if there are no members or T is not positive
     */
    public EnsembleTeacher(List<? extends Teacher> members, float temperature, List<Integer> heads) {
        if (members.isEmpty() || !(temperature > 0)) {
            throw new IllegalArgumentException("Expected at least one teacher and a positive temperature, found "
                    + members.size() + " teachers and temperature " + temperature);
        }
        this.members = List.copyOf(members);
        this.temperature = temperature;
        this.heads = List.copyOf(heads);
    }

    @Override
    public NDArray logits(Batch batch, NDArray pixels) {
        NDArray softened = constant(pixels, 1 / temperature);
        NDArray sum = members.stream()
                .map(member -> member.logits(batch, pixels).mul(softened))
                .map(this::distributions)
                .reduce(NDArray::add)
                .orElseThrow();
        NDArray mean = sum.mul(constant(pixels, 1f / members.size()));
        return mean.maximum(constant(pixels, Float.MIN_NORMAL)).log().mul(constant(pixels, temperature));
    }

    private NDArray distributions(NDArray logits) {
        NDList distributions = new NDList();
        int from = 0;
        for (int classes : heads) {
            distributions.add(logits.get(":, " + from + ":" + (from + classes)).softmax(-1));
            from += classes;
        }
        return NDArrays.concat(distributions, 1);
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
