package io.microexp.training.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Compares autograd with central differences, both in float64. */
public final class Gradients {
    /** Central differences err by the square of the step, and rounding by 1e-16 over the step. */
    private static final double STEP = 1e-5;

    /** Both errors of the differences lie near 1e-10; constants of float32 add 1e-8. */
    private static final double TOLERANCE = 1e-7;

    private Gradients() {}

    /**
     * Asserts that the derivative of a function by its argument is that of central differences.
     *
     * @param at the argument, away from kinks
     * @param function to any shape; the sum of its outputs under fixed random weights is differentiated
     */
    public static void assertMatchDifferences(double[] at, Shape shape, UnaryOperator<NDArray> function) {
        double[] derived = derive(at, shape, function);
        assertThat(derived).hasSameSizeAs(at);
        for (int i = 0; i < at.length; i++) {
            double difference =
                    (value(moved(at, i, STEP), shape, function) - value(moved(at, i, -STEP), shape, function))
                            / (2 * STEP);
            assertThat(derived[i]).as("derivative by value %d", i).isFinite();
            assertThat(Math.abs(derived[i] - difference))
                    .as("value %d: autograd says %s, differences %s; the distance", i, derived[i], difference)
                    .isLessThanOrEqualTo(TOLERANCE * Math.max(1, Math.abs(difference)));
        }
    }

    /** The derivative by autograd. */
    public static double[] derive(double[] at, Shape shape, UnaryOperator<NDArray> function) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(at, shape);
            x.setRequiresGradient(true);
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                collector.backward(weightedSum(function.apply(x)));
            }
            return x.getGradient().toDoubleArray();
        }
    }

    private static double value(double[] at, Shape shape, UnaryOperator<NDArray> function) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return weightedSum(function.apply(manager.create(at, shape))).getDouble();
        }
    }

    private static NDArray weightedSum(NDArray output) {
        if (output.size() == 1) {
            return output.sum();
        }
        double[] weights = new Random(1).doubles(output.size(), -1, 1).toArray();
        return output.mul(output.getManager().create(weights, output.getShape()))
                .sum();
    }

    private static double[] moved(double[] at, int index, double step) {
        double[] moved = at.clone();
        moved[index] += step;
        return moved;
    }
}
