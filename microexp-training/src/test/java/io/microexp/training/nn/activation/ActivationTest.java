package io.microexp.training.nn.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.microexp.training.testing.Forward;
import io.microexp.training.testing.Gradients;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActivationTest {
    /** A few units in the last place of float32 at 8, the largest value on the grid. */
    private static final double ROUNDING = 2e-6;

    /** From -8 to 8, the kinks -3 and 3 and the points beside them included. */
    private static final double[] GRID = DoubleStream.concat(
                    IntStream.rangeClosed(-64, 64).mapToDouble(i -> i / 8.0),
                    DoubleStream.of(Math.nextDown(-3f), Math.nextUp(-3f), Math.nextDown(3f), Math.nextUp(3f)))
            .toArray();

    private static final double[] AWAY_FROM_KINKS =
            IntStream.range(-40, 40).mapToDouble(i -> i / 8.0 + 0.06).toArray();

    private static double hardSigmoid(double x) {
        return Math.min(Math.max(x + 3, 0), 6) / 6;
    }

    @Test
    void hardSwishIsItsFormula() {
        assertFunction(Nonlinearity.HARD_SWISH, x -> x * hardSigmoid(x));
    }

    @Test
    void hardSigmoidIsItsFormula() {
        assertFunction(Nonlinearity.HARD_SIGMOID, ActivationTest::hardSigmoid);
    }

    @Test
    void reluIsItsFormula() {
        assertFunction(Nonlinearity.RELU, x -> Math.max(x, 0));
    }

    @Test
    void relu6IsItsFormula() {
        assertFunction(Nonlinearity.RELU6, x -> Math.min(Math.max(x, 0), 6));
    }

    @Test
    void swishIsItsFormula() {
        assertFunction(Nonlinearity.SWISH, x -> x / (1 + Math.exp(-x)));
    }

    @Test
    void sigmoidIsItsFormula() {
        assertFunction(Nonlinearity.SIGMOID, x -> 1 / (1 + Math.exp(-x)));
    }

    @Test
    void gradientsMatchDifferences() {
        Shape shape = new Shape(AWAY_FROM_KINKS.length);
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Nonlinearity nonlinearity : Nonlinearity.values()) {
                Block block = initialized(nonlinearity, manager);
                Gradients.assertMatchDifferences(AWAY_FROM_KINKS, shape, x -> Forward.training(block, x));
            }
        }
    }

    /** There the derivative may be that of either side or between. */
    @Test
    void atTheKinksTheGradientIsOneOfTheSides() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block swish = initialized(Nonlinearity.HARD_SWISH, manager);
            double left = Gradients.derive(new double[] {-3}, new Shape(1), x -> Forward.training(swish, x))[0];
            double right = Gradients.derive(new double[] {3}, new Shape(1), x -> Forward.training(swish, x))[0];
            assertThat(left).isBetween(-0.5, 0.0);
            assertThat(right).isBetween(1.0, 1.5);
        }
    }

    /** The call DJL makes for a saved network is not the one it makes for a new one. */
    @Test
    void hardSwishWorksInANetworkThatIsLoaded() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            initialized(Nonlinearity.HARD_SWISH, manager).saveParameters(new DataOutputStream(bytes));
            HardSwish loaded = new HardSwish();
            loaded.loadParameters(manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            assertThat(Forward.of(loaded, manager.create(new float[] {1f})).toFloatArray()[0])
                    .isCloseTo(4f / 6f, offset((float) ROUNDING));
        }
    }

    private static void assertFunction(Nonlinearity nonlinearity, DoubleUnaryOperator formula) {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] grid = new float[GRID.length];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = (float) GRID[i];
            }
            NDArray y = Forward.of(initialized(nonlinearity, manager), manager.create(grid, new Shape(grid.length, 1)));
            float[] values = y.toFloatArray();
            assertThat(y.getShape()).isEqualTo(new Shape(grid.length, 1));
            for (int i = 0; i < grid.length; i++) {
                assertThat((double) values[i])
                        .as("%s(%s)", nonlinearity, grid[i])
                        .isCloseTo(formula.applyAsDouble(grid[i]), offset(ROUNDING));
            }
        }
    }

    private static Block initialized(Nonlinearity nonlinearity, NDManager manager) {
        Block block = nonlinearity.block();
        block.initialize(manager, DataType.FLOAT32, new Shape(1));
        return block;
    }
}
