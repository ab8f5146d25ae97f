package io.microexp.training.train.optim;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two steps of each optimizer against the same steps in double precision. */
class OptimizerTest {
    /** A few operations on float32 values near 1. */
    private static final float ROUNDING = 1e-6f;

    private static final float RATE = 0.1f;
    private static final float DECAY = 0.5f;
    private static final float NO_LIMIT = 0f;
    private static final float[] START = {1f, -2f};
    private static final float[] FIRST = {0.5f, -3f};
    private static final float[] SECOND = {-0.25f, 1f};

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void free() {
        manager.close();
    }

    @Test
    void adamFollowsItsFormula() {
        Parameter weight = parameter(Parameter.Type.WEIGHT);
        steps(new AdamW(List.of(weight), 0f), weight);
        assertClose(values(weight), adamW(0f), ROUNDING);
    }

    @Test
    void adamWDecaysWeightsApartFromTheGradient() {
        Parameter weight = parameter(Parameter.Type.WEIGHT);
        steps(new AdamW(List.of(weight), DECAY), weight);
        assertClose(values(weight), adamW(DECAY), ROUNDING);
    }

    @Test
    void nesterovFollowsItsFormula() {
        Parameter weight = parameter(Parameter.Type.WEIGHT);
        steps(new NesterovSgd(List.of(weight), 0f), weight);
        assertClose(values(weight), nesterov(0f), ROUNDING);
    }

    @Test
    void nesterovAddsTheDecayToTheGradient() {
        Parameter weight = parameter(Parameter.Type.WEIGHT);
        steps(new NesterovSgd(List.of(weight), DECAY), weight);
        assertClose(values(weight), nesterov(DECAY), ROUNDING);
    }

    @Test
    void muonTreatsWhatIsNoMatrixAsAdamWDoes() {
        Parameter weight = parameter(Parameter.Type.WEIGHT);
        steps(new Muon(List.of(weight), DECAY), weight);
        assertClose(values(weight), adamW(DECAY), ROUNDING);
    }

    /** The gradient has two directions, one a hundred times as strong; a wide and a tall matrix. */
    @Test
    void muonGoesAsFarInEveryDirectionOfTheGradient() {
        for (Shape shape : List.of(new Shape(16, 32, 1, 1), new Shape(32, 16))) {
            int columns = (int) (shape.size() / shape.get(0));
            float[] gradient = new float[(int) shape.size()];
            gradient[0] = 100f;
            gradient[columns + 1] = -1f;
            NDArray array = manager.ones(shape);
            array.setRequiresGradient(true);
            Parameter weight = Parameter.builder()
                    .setName("p")
                    .setType(Parameter.Type.WEIGHT)
                    .optArray(array)
                    .build();
            backward(weight, gradient);
            new Muon(List.of(weight), DECAY).step(RATE, NO_LIMIT);

            float decayed = 1 - RATE * DECAY;
            float step = (float) (RATE * 0.2 * Math.sqrt(32));
            float[] moved = values(weight);
            assertThat((decayed - moved[0]) / step).as("strong, %s", shape).isBetween(0.6f, 1.3f);
            assertThat((decayed - moved[columns + 1]) / step)
                    .as("weak and the other way, %s", shape)
                    .isBetween(-1.3f, -0.6f);
            moved[0] = decayed;
            moved[columns + 1] = decayed;
            assertThat(moved)
                    .as("all others decay alone")
                    .usingComparatorWithPrecision(ROUNDING)
                    .containsOnly(decayed);
        }
    }

    @Test
    void biasesAndBatchNormDoNotDecay() {
        for (OptimizerKind kind : OptimizerKind.values()) {
            for (Parameter.Type type : List.of(Parameter.Type.BIAS, Parameter.Type.GAMMA, Parameter.Type.BETA)) {
                Parameter decayed = parameter(type);
                Parameter plain = parameter(type);
                steps(kind.create(List.of(decayed), DECAY), decayed);
                steps(kind.create(List.of(plain), 0f), plain);
                assertThat(values(decayed)).as("%s of %s", kind, type).isEqualTo(values(plain));
            }
        }
    }

    @Test
    void eachStepClearsTheGradient() {
        for (OptimizerKind kind : OptimizerKind.values()) {
            Parameter weight = parameter(Parameter.Type.WEIGHT);
            steps(kind.create(List.of(weight), DECAY), weight);
            assertThat(weight.getArray().getGradient().toFloatArray()).containsOnly(0f);
        }
    }

    /** Gradients (0.5, -3) and (4, 0) have the norm √(0.25 + 9 + 16) = √25.25. */
    @Test
    void clipsByTheNormOverAllGradients() {
        float norm = (float) Math.sqrt(25.25);
        Parameter a = parameter(Parameter.Type.WEIGHT);
        Parameter b = parameter(Parameter.Type.BIAS);
        backward(a, FIRST);
        backward(b, 4f, 0f);
        new NesterovSgd(List.of(a, b), 0f).step(RATE, 1f);
        // the first Nesterov step goes 1.9 times the gradient
        assertClose(values(a), new float[] {1f - RATE * 1.9f * 0.5f / norm, -2f + RATE * 1.9f * 3f / norm}, ROUNDING);
        assertClose(values(b), new float[] {1f - RATE * 1.9f * 4f / norm, -2f}, ROUNDING);
    }

    @Test
    void leavesGradientsBelowTheLimitAlone() {
        Parameter clipped = parameter(Parameter.Type.WEIGHT);
        Parameter free = parameter(Parameter.Type.WEIGHT);
        backward(clipped, FIRST);
        backward(free, FIRST);
        new NesterovSgd(List.of(clipped), 0f).step(RATE, 10f);
        new NesterovSgd(List.of(free), 0f).step(RATE, NO_LIMIT);
        assertThat(values(clipped)).isEqualTo(values(free));
    }

    @Test
    void aZeroGradientUnderALimitChangesNothing() {
        Parameter weight = parameter(Parameter.Type.WEIGHT);
        backward(weight, 0f, 0f);
        new NesterovSgd(List.of(weight), 0f).step(RATE, 1f);
        assertThat(values(weight)).isEqualTo(START);
    }

    private Parameter parameter(Parameter.Type type) {
        NDArray array = manager.create(START);
        array.setRequiresGradient(true);
        return Parameter.builder().setName("p").setType(type).optArray(array).build();
    }

    private void steps(StatefulOptimizer optimizer, Parameter parameter) {
        backward(parameter, FIRST);
        optimizer.step(RATE, NO_LIMIT);
        backward(parameter, SECOND);
        optimizer.step(RATE, NO_LIMIT);
        assertThat(optimizer.steps()).isEqualTo(2);
    }

    private void backward(Parameter parameter, float... gradient) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray product =
                    scope.create(gradient, parameter.getArray().getShape()).mul(parameter.getArray());
            collector.backward(product.sum());
        }
    }

    private static float[] values(Parameter parameter) {
        return parameter.getArray().toFloatArray();
    }

    private static float[] adamW(float decay) {
        float[] expected = new float[START.length];
        for (int i = 0; i < expected.length; i++) {
            double w = START[i];
            double m = 0;
            double v = 0;
            double[] gradients = {FIRST[i], SECOND[i]};
            for (int t = 1; t <= 2; t++) {
                double g = gradients[t - 1];
                w -= RATE * decay * w;
                m = 0.9 * m + 0.1 * g;
                v = 0.999 * v + 0.001 * g * g;
                w -= RATE * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
            }
            expected[i] = (float) w;
        }
        return expected;
    }

    private static float[] nesterov(float decay) {
        float[] expected = new float[START.length];
        for (int i = 0; i < expected.length; i++) {
            double w = START[i];
            double velocity = 0;
            for (double gradient : new double[] {FIRST[i], SECOND[i]}) {
                double g = gradient + decay * w;
                velocity = 0.9 * velocity + g;
                w -= RATE * (g + 0.9 * velocity);
            }
            expected[i] = (float) w;
        }
        return expected;
    }
}
