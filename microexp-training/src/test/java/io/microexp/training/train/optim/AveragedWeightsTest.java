package io.microexp.training.train.optim;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragedWeightsTest {
    /** A few operations on float32 values near 1. */
    private static final float ROUNDING = 1e-6f;

    @Test
    void startsAtTheWeightsAndFollowsThemEverMoreSlowly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray weight = manager.create(new float[] {1f, 2f});
            weight.setRequiresGradient(true);
            AveragedWeights averaged = new AveragedWeights(List.of(parameter(weight)), 0.2f);
            assertThat(averaged.averages().get(0).toFloatArray()).containsExactly(1f, 2f);

            Arrays.assign(weight, new float[] {3f, 0f});
            averaged.update(1);
            // 2/11 of the old, since that is below the decay
            assertClose(average(averaged), new float[] {3f - 2f * 2f / 11f, 2f * 2f / 11f}, ROUNDING);

            float[] before = average(averaged);
            averaged.update(1000);
            assertClose(average(averaged), new float[] {0.2f * before[0] + 0.8f * 3f, 0.2f * before[1]}, ROUNDING);
            assertThat(weight.toFloatArray()).containsExactly(3f, 0f);
        }
    }

    @Test
    void swappingTwiceIsAsBefore() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray weight = manager.create(new float[] {1f});
            weight.setRequiresGradient(true);
            AveragedWeights averaged = new AveragedWeights(List.of(parameter(weight)), 0.9f);
            Arrays.assign(weight, new float[] {5f});
            averaged.swap();
            assertThat(weight.toFloatArray()).containsExactly(1f);
            assertThat(average(averaged)).containsExactly(5f);
            averaged.swap();
            assertThat(weight.toFloatArray()).containsExactly(5f);
            assertThat(average(averaged)).containsExactly(1f);
            assertThat(weight.hasGradient()).isTrue();
        }
    }

    private static Parameter parameter(NDArray array) {
        return Parameter.builder()
                .setName("p")
                .setType(Parameter.Type.WEIGHT)
                .optArray(array)
                .build();
    }

    private static float[] average(AveragedWeights averaged) {
        return averaged.averages().get(0).toFloatArray();
    }
}
